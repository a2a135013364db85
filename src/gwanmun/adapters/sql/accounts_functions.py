"""The accounts' tables and functions on PostgreSQL (15 or newer), as SQL: one call holds, one settles, one takes back.

What lives here: DDL, made anew under a lock when a gate opens. What does not: calling it (`accounts_postgres.py`).

1. Rows are locked in one order by everybody: government first, then department, person, service, purpose; of each day,
   month, year. The other order deadlocks (notes/storage.md §3).
2. A hold is tagged with gate, epoch and request. A gate whose epoch is over (another process opened under its name) may
   hold nothing: it is fenced off.
3. Settling deletes the hold first: only whoever found it moves money, so a second time changes nothing.
4. What an officer settled by the bill is kept with its amount, so that telling it again changes nothing.
5. Taking back leaves a mark, so that a hold that was still on its way (a cut line) is refused when it arrives.
"""

VERSION = 1

#: Why a call was refused, as SQLSTATE.
FULL, FAST, FENCED, TAKEN_BACK = "GW001", "GW002", "GW003", "GW004"

SCHEMA = """
CREATE TABLE IF NOT EXISTS account_versions (version integer PRIMARY KEY);
CREATE TABLE IF NOT EXISTS account_gates (gate text PRIMARY KEY, epoch bigint NOT NULL);
CREATE TABLE IF NOT EXISTS account_rows (
  level text NOT NULL, subject text NOT NULL, period text NOT NULL,
  used bigint NOT NULL DEFAULT 0, held bigint NOT NULL DEFAULT 0, changed bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (level, subject, period), CHECK (held >= 0)
) WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS account_holds (
  request text PRIMARY KEY, gate text NOT NULL, epoch bigint NOT NULL, taken_back boolean NOT NULL DEFAULT false,
  levels text[] NOT NULL, subjects text[] NOT NULL, periods text[] NOT NULL, amount bigint NOT NULL,
  counters text[] NOT NULL, windows bigint[] NOT NULL, weights bigint[] NOT NULL, tokens boolean[] NOT NULL,
  at_us bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS account_reconciled (request text PRIMARY KEY, spent bigint NOT NULL);
CREATE INDEX IF NOT EXISTS account_holds_gate ON account_holds (gate, epoch);
CREATE TABLE IF NOT EXISTS account_rates (
  counter text PRIMARY KEY, win bigint NOT NULL, counted bigint NOT NULL
) WITH (fillfactor = 70);

CREATE OR REPLACE FUNCTION account_hold(
  a_request text, a_gate text, a_epoch bigint, a_levels text[], a_subjects text[], a_periods text[], a_amount bigint,
  a_limits bigint[], a_counters text[], a_windows bigint[], a_weights bigint[], a_tokens boolean[], a_mosts bigint[],
  a_at_us bigint, OUT used bigint[], OUT held bigint[], OUT changed bigint[]
) LANGUAGE plpgsql AS $$
DECLARE u bigint; h bigint; c bigint; n bigint; i integer;
BEGIN
  PERFORM 1 FROM account_gates g WHERE g.gate = a_gate AND g.epoch = a_epoch;
  IF NOT FOUND THEN RAISE EXCEPTION 'fenced' USING ERRCODE = 'GW003'; END IF;
  used := '{}'; held := '{}'; changed := '{}';
  FOR i IN 1 .. cardinality(a_levels) LOOP
    INSERT INTO account_rows AS r (level, subject, period, held)
      VALUES (a_levels[i], a_subjects[i], a_periods[i], a_amount)
      ON CONFLICT (level, subject, period) DO UPDATE SET held = r.held + a_amount, changed = r.changed + 1
      RETURNING r.used, r.held, r.changed INTO u, h, c;
    IF a_amount > 0 AND a_limits[i] IS NOT NULL AND u + h > a_limits[i] THEN
      RAISE EXCEPTION '%', i USING ERRCODE = 'GW001', DETAIL = greatest(a_limits[i] - u - h + a_amount, 0)::text;
    END IF;
    used := used || u; held := held || h; changed := changed || c;
  END LOOP;
  FOR i IN 1 .. cardinality(a_counters) LOOP
    INSERT INTO account_rates AS r (counter, win, counted) VALUES (a_counters[i], a_windows[i], a_weights[i])
      ON CONFLICT (counter) DO UPDATE SET
        counted = CASE WHEN r.win >= a_windows[i] THEN r.counted ELSE 0 END + a_weights[i],
        win = greatest(r.win, a_windows[i])
      RETURNING r.counted INTO n;
    IF n > a_mosts[i] THEN RAISE EXCEPTION '%', i USING ERRCODE = 'GW002'; END IF;
  END LOOP;
  INSERT INTO account_holds AS o
    VALUES (a_request, a_gate, a_epoch, false, a_levels, a_subjects, a_periods, a_amount, a_counters, a_windows,
            a_weights, a_tokens, a_at_us)
    ON CONFLICT (request) DO NOTHING;
  IF NOT FOUND THEN RAISE EXCEPTION 'taken back' USING ERRCODE = 'GW004'; END IF;
END $$;

CREATE OR REPLACE FUNCTION account_end(
  a_request text, a_gate text, a_spent bigint, a_used_tokens bigint, a_void boolean,
  OUT used bigint[], OUT held bigint[], OUT changed bigint[]
) LANGUAGE plpgsql AS $$
DECLARE o account_holds; u bigint; h bigint; c bigint; i integer;
BEGIN
  used := '{}'; held := '{}'; changed := '{}';
  DELETE FROM account_holds d WHERE d.request = a_request AND d.gate = a_gate AND NOT d.taken_back RETURNING d.* INTO o;
  IF NOT FOUND THEN RETURN; END IF;
  FOR i IN 1 .. cardinality(o.levels) LOOP
    UPDATE account_rows r SET held = r.held - o.amount, used = r.used + a_spent, changed = r.changed + 1
      WHERE r.level = o.levels[i] AND r.subject = o.subjects[i] AND r.period = o.periods[i]
      RETURNING r.used, r.held, r.changed INTO u, h, c;
    used := used || u; held := held || h; changed := changed || c;
  END LOOP;
  FOR i IN 1 .. cardinality(o.counters) LOOP
    IF a_void OR (o.tokens[i] AND a_used_tokens IS NOT NULL) THEN
      UPDATE account_rates r
        SET counted = greatest(r.counted - o.weights[i] + CASE WHEN a_void THEN 0 ELSE a_used_tokens END, 0)
        WHERE r.counter = o.counters[i] AND r.win = o.windows[i];
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION account_take_back(
  a_request text, a_gate text, a_epoch bigint, a_at_us bigint, OUT used bigint[], OUT held bigint[], OUT changed bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
  SELECT e.used, e.held, e.changed INTO used, held, changed FROM account_end(a_request, a_gate, 0, NULL, true) e;
  INSERT INTO account_holds VALUES (a_request, a_gate, a_epoch, true, '{}', '{}', '{}', 0, '{}', '{}', '{}', '{}', a_at_us)
    ON CONFLICT (request) DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION account_reconcile(
  a_request text, a_levels text[], a_subjects text[], a_periods text[], a_booked bigint, a_spent bigint,
  OUT used bigint[], OUT held bigint[], OUT changed bigint[]
) LANGUAGE plpgsql AS $$
DECLARE b bigint; u bigint; h bigint; c bigint; i integer;
BEGIN
  used := '{}'; held := '{}'; changed := '{}';
  FOR i IN 1 .. cardinality(a_levels) LOOP
    INSERT INTO account_rows AS r (level, subject, period) VALUES (a_levels[i], a_subjects[i], a_periods[i])
      ON CONFLICT (level, subject, period) DO UPDATE SET changed = r.changed + 1
      RETURNING r.used, r.held, r.changed INTO u, h, c;
    IF i = 1 THEN  -- the government's row is locked: nobody else settles this request meanwhile
      SELECT q.spent INTO b FROM account_reconciled q WHERE q.request = a_request;
      b := coalesce(b, a_booked);
      INSERT INTO account_reconciled VALUES (a_request, a_spent)
        ON CONFLICT (request) DO UPDATE SET spent = a_spent;
    END IF;
    UPDATE account_rows r SET used = r.used + a_spent - b
      WHERE r.level = a_levels[i] AND r.subject = a_subjects[i] AND r.period = a_periods[i] RETURNING r.used INTO u;
    used := used || u; held := held || h; changed := changed || c;
  END LOOP;
END $$;
"""
