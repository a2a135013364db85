"""How well we and others find personal data, on the same texts in the same run: quality, leaks, alarms and CPU per KB.

python bench/privacy_peers.py [--setup] [--docs] [CORPUS.jsonl ...]     (default: two corpora in tests/data that nobody who mends rules has read)

--setup makes bench/.peers/venv with the other tools (rules only: no language model, no model of names is downloaded; Presidio
runs its five Korean recognizers, its general ones with Korean context, and a blank tokenizer, since no Korean pipeline is on the
package index). Each tool runs in a process of its own, its labels are mapped to ours by the tables below (labels we do not have
are dropped, a foreigner's number found as a resident number counts as FRN by its seventh digit), and tools/score_corpus.py
counts. Writes bench/results/privacy_peers.json and prints one table. Definitions: tools/score_corpus.py.
"""

import argparse
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / "bench" / ".peers" / "venv"
DOCS = ROOT / "docs" / "performance.md"
MARK, MARK_END = "<!-- bench: finding personal data -->", "<!-- bench: finding personal data, end -->"
RESULTS = ROOT / "bench" / "results" / "privacy_peers.json"
#: In milliseconds.
TARGETS = {"find: prompt with names": "0.2", "find: document with names": "2.5"}
PACKAGES = {
    "presidio": "presidio-analyzer==2.2.366",
    "ko-pii": "ko-pii==1.22.15",
    "maskingtape": "maskingtape==0.4.0",
    "korean-pii": "korean-pii==0.2.0",
    "rust-pii-transformer": "rust-pii-transformer==0.1.0",
}
WARM_UP = (
    "성명 김보기, 연락처 010-2345-6789, 전자우편 pine@example.com, 계좌 국민은행 123456-12-123456, 주소 가람시 새터로 1"
)
LABELS = {
    "presidio": {
        "KR_RRN": "RRN", "KR_FRN": "FRN", "KR_PASSPORT": "PASSPORT", "KR_DRIVER_LICENSE": "DRIVER", "KR_BRN": "BRN", "EMAIL_ADDRESS": "EMAIL",
        "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IP_ADDRESS": "IP", "MAC_ADDRESS": "MAC",
    },
    "ko-pii": {
        "RRN": "RRN", "FRN": "FRN", "BUSINESS_REG": "BRN", "CORP_REG": "CRN", "DRIVER_LICENSE": "DRIVER", "CARD": "CARD", "MEDICAL_INSURANCE": "HEALTH_INS", "ACCOUNT": "ACCOUNT",
        "PASSPORT": "PASSPORT", "PHONE": "PHONE", "FAX": "PHONE", "EMAIL": "EMAIL", "IP": "IP", "VEHICLE": "PLATE", "PERSON": "NAME", "ADDRESS": "ADDRESS", "DT_BIRTH": "BIRTHDATE",
    },
    "maskingtape": {
        "name": "NAME", "phone": "PHONE", "account": "ACCOUNT", "email": "EMAIL", "address": "ADDRESS", "birth_date": "BIRTHDATE", "card": "CARD", "passport": "PASSPORT",
        "biz_reg": "BRN", "rrn": "RRN", "driver_license": "DRIVER",
    },
    "korean-pii": {
        "phone": "PHONE", "account": "ACCOUNT", "email": "EMAIL", "card": "CARD", "rrn": "RRN", "passport": "PASSPORT", "driver_license": "DRIVER", "api_key": "SECRET",
    },
    "rust-pii-transformer": {
        "resident": "RRN", "foreigner_registration": "FRN", "business_registration": "BRN", "credit_card": "CARD", "bank_account": "ACCOUNT", "phone": "PHONE", "email": "EMAIL",
        "driver_license": "DRIVER", "birth_date": "BIRTHDATE", "passport": "PASSPORT",
    },
}  # fmt: skip


# --- one tool, in its own process


def presidio():
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(
        suffix_list_urls=()
    )  # its own copy of the list, no fetch

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__(models=[{"lang_code": "ko", "model_name": "blank"}])
            self.nlp = {"ko": spacy.blank("xx")}

    names = [
        "KrRrnRecognizer",
        "KrFrnRecognizer",
        "KrPassportRecognizer",
        "KrDriverLicenseRecognizer",
        "KrBrnRecognizer",
    ]
    names += ["EmailRecognizer", "CreditCardRecognizer", "IpRecognizer", "MacAddressRecognizer"]
    registry = RecognizerRegistry(
        recognizers=[getattr(known, name)(supported_language="ko") for name in names], supported_languages=["ko"]
    )
    registry.add_recognizer(known.PhoneRecognizer(supported_language="ko", supported_regions=("KR",)))
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["ko"])
    return lambda text: [(r.entity_type, r.start, r.end) for r in engine.analyze(text, "ko")]


def ko_pii():
    from ko_pii import detect_all

    return lambda text: [(d.label, d.start, d.end) for d in detect_all(text)]


def maskingtape():
    from maskingtape import Pipeline

    scan = Pipeline().scan
    return lambda text: [(d.kind, d.start, d.end) for d in scan(text)]


def korean_pii():
    from korean_pii import detect

    return lambda text: [(d.type, d.start, d.end) for d in detect(text)]


def rust_pii_transformer():
    from rust_pii_transformer import detect

    def found(text):
        listed = json.loads(detect(text).to_json())["findings"]
        return [(f["entity"], f["source"]["char"]["start"], f["source"]["char"]["end"]) for f in listed]

    return found


def gwanmun():
    sys.path.insert(0, str(ROOT / "src"))
    from gwanmun.privacy.find import find

    return lambda text: [(str(f.kind), f.start, f.end) for f in find(text)]


MAKERS = {
    "gwanmun": gwanmun,
    "presidio": presidio,
    "ko-pii": ko_pii,
    "maskingtape": maskingtape,
    "korean-pii": korean_pii,
    "rust-pii-transformer": rust_pii_transformer,
}


def run_one(tool: str, corpus: Path, out: Path) -> None:
    """Predictions of one tool, and the CPU that they cost after one warm-up text."""
    find = MAKERS[tool]()
    documents = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    find(WARM_UP)
    started = time.process_time()
    raw = [find(document["text"]) for document in documents]
    spent = time.process_time() - started
    table = LABELS.get(tool)
    predictions, unmapped = {}, defaultdict(int)
    for document, spans in zip(documents, raw, strict=True):
        kept = []
        for label, start, end in spans:
            ours = label if table is None else table.get(label)
            if ours is None:
                unmapped[label] += 1
                continue
            if table is not None and ours == "RRN":
                digits = [c for c in document["text"][start:end] if c.isdigit()]
                ours = "FRN" if len(digits) > 6 and digits[6] in "5678" else "RRN"
            kept.append({"start": start, "end": end, "label": ours})
        predictions[document["id"]] = kept
    size = sum(len(document["text"].encode()) for document in documents)
    version = "this checkout" if tool == "gwanmun" else importlib.metadata.version(PACKAGES[tool].partition("==")[0])
    answer = {
        "version": version,
        "cpu_ms_per_kb": round(1000 * spent / (size / 1024), 3),
        "unmapped": dict(unmapped),
        "predictions": predictions,
    }
    out.write_text(json.dumps(answer), encoding="utf-8")


# --- all of them


def setup() -> None:
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([VENV / "bin" / "pip", "install", "--quiet", *PACKAGES.values()], check=True)


def compare(corpus: Path) -> dict[str, dict]:
    sys.path.insert(0, str(ROOT / "tools"))
    sys.path.insert(0, str(ROOT / "src"))
    import corpora
    import score_corpus

    gold = corpora.read(corpus)
    results = {}
    for tool in MAKERS:
        python = sys.executable if tool == "gwanmun" else VENV / "bin" / "python"
        if not Path(python).exists():
            print(f"{tool}: not installed (--setup)")
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.json"
            done = subprocess.run(
                ["nice", python, __file__, "--tool", tool, "--out", out, corpus], timeout=900, check=False
            )
            if done.returncode:
                print(f"{tool}: failed")
                continue
            answer = json.loads(out.read_text(encoding="utf-8"))
        results[tool] = score_corpus.score(gold, answer.pop("predictions")) | answer
    return results


def show(results: dict[str, dict]) -> None:
    print(
        f"{'tool':22s} {'P':>5s} {'R':>5s} {'F1':>5s} {'exact':>5s} {'macro':>5s} {'NAME':>5s} {'disg.R':>6s} {'disg.F1':>7s} {'leaking':>7s} {'alarmed':>7s} {'ms/KB':>6s}"
    )
    for tool, r in results.items():
        p, recall, f1 = r["micro_overlap"]
        name = r["labels"]["NAME"]["overlap"][2]
        print(
            f"{tool:22s} {p:5.3f} {recall:5.3f} {f1:5.3f} {r['micro_exact'][2]:5.3f} {r['macro_f1_overlap']:5.3f} {name:5.3f} {r['disguised_recall']:6.3f} "
            f"{r['disguised_f1']:7.3f} {r['documents_leaking']:7.3f} {r['hard_negatives_alarmed']:7.3f} {r['cpu_ms_per_kb']:6.2f}"
        )
    labels = next(iter(results.values()))["labels"]
    print(f"\n{'overlap F1':12s} " + " ".join(f"{tool[:11]:>11s}" for tool in results))
    for label in labels:
        print(f"{label:12s} " + " ".join(f"{r['labels'][label]['overlap'][2]:11.3f}" for r in results.values()))


def into_docs(everything: dict[str, dict[str, dict]]) -> None:
    """A table a corpus, between their markers in docs/performance.md."""
    import privacy_speed  # not at the top: the other tools' processes have no gwanmun

    rows: list[str] = []
    for corpus, results in everything.items():
        rows += [
            f"`tests/data/{corpus.removesuffix('.jsonl')}`:",
            "",
            "| tool | version | micro F1, overlap / exact | macro F1 | NAME | disguised | documents leaking | hard negatives alarmed | CPU ms/KB |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for tool, r in results.items():
            cells = (
                tool, r["version"], f"{r['micro_overlap'][2]:.3f} / {r['micro_exact'][2]:.3f}", f"{r['macro_f1_overlap']:.3f}",
                f"{r['labels']['NAME']['overlap'][2]:.3f}", f"{r['disguised_f1']:.3f}", f"{r['documents_leaking']:.3f}",
                f"{r['hard_negatives_alarmed']:.3f}", f"{r['cpu_ms_per_kb']:.2f}",
            )  # fmt: skip
            rows.append("| " + " | ".join(cells) + " |")
        rows.append("")
    if privacy_speed.ROWS:
        rows += [
            "What it costs, least CPU time of several rounds:",
            "",
            "| text | bytes | CPU ms | target |",
            "|---|--:|--:|---|",
        ]
        for name, size, micros in privacy_speed.ROWS:
            if name.startswith(("find", "yardstick")):
                rows.append(
                    f"| {name.partition(': ')[2]} | {size:,} | {micros / 1000:.3f} | {TARGETS.get(name, '–')} |"
                )
        rows.append("")
    text = DOCS.read_text("utf-8")
    before, found, rest = text.partition(MARK)
    _, end, after = rest.partition(MARK_END)
    if not (found and end):
        raise SystemExit(f"{DOCS.name} has lost its markers: {MARK}")
    DOCS.write_text(f"{before}{MARK}\n" + "\n".join(rows) + f"{MARK_END}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "corpora",
        nargs="*",
        type=Path,
        default=[ROOT / "tests" / "data" / name / f"{name}.jsonl" for name in ("corpus29", "corpus30")],
    )
    parser.add_argument("--setup", action="store_true")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--tool", choices=MAKERS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.tool:
        run_one(asked.tool, asked.corpora[0], asked.out)
        return 0
    if asked.setup:
        setup()
    everything = {}
    for corpus in asked.corpora:
        print(f"\n{corpus.name}")
        everything[corpus.name] = compare(corpus.resolve())
        show(everything[corpus.name])
        dropped = {tool: r["unmapped"] for tool, r in everything[corpus.name].items() if r["unmapped"]}
        print(f"labels we do not have, dropped: {dropped}")
    if asked.docs:
        into_docs(everything)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
