-- As a function in SQL each call was planned anew: 0.25 ms, some twenty times a message. Most facts
-- bring no slots, the others one or two, so each pair of b finds its place in a by halving; a is in
-- the order of its slots.
CREATE OR REPLACE FUNCTION add_slots(a integer[], b integer[]) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  sums integer[] := coalesce(a, '{}');
  low  integer;
  high integer;
  mid  integer;
  n    integer;
BEGIN
  FOR i IN 1 .. coalesce(cardinality(b), 0) BY 2 LOOP
    -- Pairs are counted from 0; low ends at the first whose slot is not below b's.
    low := 0;
    high := cardinality(sums) / 2;
    WHILE low < high LOOP
      mid := (low + high) / 2;
      IF sums[2 * mid + 1] < b[i] THEN
        low := mid + 1;
      ELSE
        high := mid;
      END IF;
    END LOOP;
    IF sums[2 * low + 1] = b[i] THEN
      n := sums[2 * low + 2] + b[i + 1];
      IF n = 0 THEN
        sums := sums[:2 * low] || sums[2 * low + 3:];
      ELSE
        sums[2 * low + 2] := n;
      END IF;
    ELSIF b[i + 1] <> 0 THEN
      sums := sums[:2 * low] || ARRAY[b[i], b[i + 1]] || sums[2 * low + 1:];
    END IF;
  END LOOP;
  RETURN sums;
END $$;
