"""The accounts' tables and functions on PostgreSQL (15 or newer), as SQL: one call holds, one settles, one takes back;
what comes in together is held or settled together.

What lives here: DDL, made anew under a lock when a gate opens. What does not: calling it (`accounts_postgres.py`).

1. Rows are locked in one order by everybody: government first, then department, person, service, purpose; of each day,
   month, year. The other order deadlocks (notes/storage.md §3).
2. A hold is tagged with gate, epoch and request. A gate whose epoch is over (another process opened under its name) may
   hold nothing: it is fenced off.
3. Settling deletes the hold first: only whoever found it moves money, so a second time changes nothing.
4. What an officer settled by the bill is kept with its amount, so that telling it again changes nothing.
5. Many are one transaction and one update a row. Holding many is all or none: where one of them may be over a limit, none
   is held (`TOGETHER`), and each is asked for alone.
6. Taking back leaves a mark, so that a hold that was still on its way (a cut line) is refused when it arrives.
"""

VERSION = 1

#: Why a call was refused, as SQLSTATE.
FULL, FAST, FENCED, TAKEN_BACK, TOGETHER = "GW001", "GW002", "GW003", "GW004", "GW005"

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

CREATE OR REPLACE FUNCTION account_hold_many(a_gate text, a_epoch bigint, a_batch jsonb, OUT rows jsonb)
LANGUAGE plpgsql AS $$
DECLARE over bigint; n bigint;
BEGIN
  PERFORM 1 FROM account_gates g WHERE g.gate = a_gate AND g.epoch = a_epoch;
  IF NOT FOUND THEN RAISE EXCEPTION 'fenced' USING ERRCODE = 'GW003'; END IF;
  WITH asked AS (
    SELECT substr('gdpsu', k.i::integer, 1) AS level, k.name AS subject, p.period, b.amount,
           (b.limits ->> ((k.i - 1) * 3 + p.j - 1)::integer)::bigint AS most
      FROM jsonb_to_recordset(a_batch) AS b (amount bigint, names jsonb, periods jsonb, limits jsonb)
      CROSS JOIN LATERAL jsonb_array_elements_text(b.names) WITH ORDINALITY AS k (name, i)
      CROSS JOIN LATERAL jsonb_array_elements_text(b.periods) WITH ORDINALITY AS p (period, j)
  ), summed AS (
    SELECT a.level, a.subject, a.period, sum(a.amount)::bigint AS amount, min(a.most) FILTER (WHERE a.amount > 0) AS most
      FROM asked a GROUP BY 1, 2, 3
  ), done AS (
    INSERT INTO account_rows AS r (level, subject, period, held)
      SELECT s.level, s.subject, s.period, s.amount FROM summed s
        ORDER BY strpos('gdpsu', s.level), s.subject, length(s.period) DESC, s.period
      ON CONFLICT (level, subject, period) DO UPDATE SET held = r.held + excluded.held, changed = r.changed + 1
      RETURNING r.level, r.subject, r.period, r.used, r.held, r.changed
  )
  SELECT jsonb_agg(jsonb_build_array(d.level, d.subject, d.period, d.used, d.held, d.changed)),
         count(*) FILTER (WHERE d.used + d.held > s.most)
    INTO rows, over FROM done d JOIN summed s USING (level, subject, period);
  IF over > 0 THEN RAISE EXCEPTION 'together' USING ERRCODE = 'GW005'; END IF;
  WITH asked AS (
    SELECT c ->> 0 AS counter, (c ->> 1)::bigint AS win, (c ->> 2)::bigint AS weight, (c ->> 4)::bigint AS most
      FROM jsonb_array_elements(a_batch) b, jsonb_array_elements(b -> 'counters') c
  ), summed AS (
    SELECT a.counter, max(a.win) AS win, sum(a.weight)::bigint AS weight, min(a.most) AS most,
           min(a.win) <> max(a.win) AS mixed
      FROM asked a GROUP BY 1
  ), done AS (
    INSERT INTO account_rates AS r (counter, win, counted) SELECT s.counter, s.win, s.weight FROM summed s ORDER BY 1
      ON CONFLICT (counter) DO UPDATE SET
        counted = CASE WHEN r.win >= excluded.win THEN r.counted ELSE 0 END + excluded.counted,
        win = greatest(r.win, excluded.win)
      RETURNING r.counter, r.counted
  )
  SELECT count(*) FILTER (WHERE d.counted > s.most OR s.mixed) INTO over FROM done d JOIN summed s USING (counter);
  IF over > 0 THEN RAISE EXCEPTION 'together' USING ERRCODE = 'GW005'; END IF;
  INSERT INTO account_holds AS o
    SELECT b.request, a_gate, a_epoch, false,
           ARRAY(SELECT substr('gdpsu', (i - 1) / 3 + 1, 1) FROM generate_series(1, 3 * jsonb_array_length(b.names)) i),
           ARRAY(SELECT b.names ->> (i - 1) / 3 FROM generate_series(1, 3 * jsonb_array_length(b.names)) i),
           ARRAY(SELECT b.periods ->> (i - 1) % 3 FROM generate_series(1, 3 * jsonb_array_length(b.names)) i),
           b.amount,
           ARRAY(SELECT c ->> 0 FROM jsonb_array_elements(b.counters) c),
           ARRAY(SELECT (c ->> 1)::bigint FROM jsonb_array_elements(b.counters) c),
           ARRAY(SELECT (c ->> 2)::bigint FROM jsonb_array_elements(b.counters) c),
           ARRAY(SELECT (c ->> 3)::boolean FROM jsonb_array_elements(b.counters) c),
           b.at_us
      FROM jsonb_to_recordset(a_batch) AS b (request text, amount bigint, names jsonb, periods jsonb, counters jsonb, at_us bigint)
    ON CONFLICT (request) DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n < jsonb_array_length(a_batch) THEN RAISE EXCEPTION 'together' USING ERRCODE = 'GW005'; END IF;
END $$;

CREATE OR REPLACE FUNCTION account_end_many(a_gate text, a_batch jsonb, OUT rows jsonb) LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever locks a hold ends it: what somebody else ended meanwhile is not found any more.
  PERFORM 1 FROM account_holds d
    WHERE d.request IN (SELECT b ->> 'request' FROM jsonb_array_elements(a_batch) b) AND d.gate = a_gate AND NOT d.taken_back
    ORDER BY d.request FOR UPDATE;
  PERFORM 1 FROM account_rows r
    WHERE (r.level, r.subject, r.period) IN (
      SELECT k.level, k.subject, k.period FROM account_holds d, unnest(d.levels, d.subjects, d.periods) AS k (level, subject, period)
        WHERE d.request IN (SELECT b ->> 'request' FROM jsonb_array_elements(a_batch) b) AND d.gate = a_gate AND NOT d.taken_back
    )
    ORDER BY strpos('gdpsu', r.level), r.subject, length(r.period) DESC, r.period FOR UPDATE;
  WITH ended AS (
    SELECT d.levels, d.subjects, d.periods, d.amount, b.spent
      FROM jsonb_to_recordset(a_batch) AS b (request text, spent bigint)
      JOIN account_holds d ON d.request = b.request AND d.gate = a_gate AND NOT d.taken_back
  ), summed AS (
    SELECT k.level, k.subject, k.period, sum(e.amount)::bigint AS amount, sum(e.spent)::bigint AS spent
      FROM ended e, unnest(e.levels, e.subjects, e.periods) AS k (level, subject, period) GROUP BY 1, 2, 3
  ), done AS (
    UPDATE account_rows r SET held = r.held - s.amount, used = r.used + s.spent, changed = r.changed + 1
      FROM summed s WHERE r.level = s.level AND r.subject = s.subject AND r.period = s.period
      RETURNING r.level, r.subject, r.period, r.used, r.held, r.changed
  )
  SELECT jsonb_agg(jsonb_build_array(d.level, d.subject, d.period, d.used, d.held, d.changed)) INTO rows FROM done d;
  WITH ended AS (
    SELECT c.counter, c.win,
           CASE WHEN b.void THEN -c.weight WHEN c.tokens AND b.tokens IS NOT NULL THEN b.tokens - c.weight ELSE 0 END AS more
      FROM jsonb_to_recordset(a_batch) AS b (request text, tokens bigint, void boolean)
      JOIN account_holds d ON d.request = b.request AND d.gate = a_gate AND NOT d.taken_back
      CROSS JOIN LATERAL unnest(d.counters, d.windows, d.weights, d.tokens) AS c (counter, win, weight, tokens)
  )
  UPDATE account_rates r SET counted = greatest(r.counted + s.more, 0)
    FROM (SELECT e.counter, e.win, sum(e.more)::bigint AS more FROM ended e GROUP BY 1, 2) s
    WHERE r.counter = s.counter AND r.win = s.win AND s.more <> 0;
  DELETE FROM account_holds d
    WHERE d.request IN (SELECT b ->> 'request' FROM jsonb_array_elements(a_batch) b) AND d.gate = a_gate AND NOT d.taken_back;
END $$;
"""
