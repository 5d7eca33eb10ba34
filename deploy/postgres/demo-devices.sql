-- 20,000 demo devices, example001 and so on: those of `gateway dev --only-files`, whose tokens it signs. The key of each is the MD5 of
-- account and id, as a version 3 UUID (RFC 9562, 5.3), so both sides come to the same one without asking each other.
INSERT INTO dashboard.devices (uid, id, name, "gatewayId", "accountId", status, created, updated)
SELECT (substr(digest, 1, 12) || '3' || substr(digest, 14, 3)
         || substr('89ab', ('x' || substr(digest, 17, 1))::bit(4)::integer % 4 + 1, 1) || substr(digest, 18))::uuid,
       id, id, id, account, 'active', now(), now()
FROM (SELECT id, account, md5(account || '/' || id) AS digest
      FROM (SELECT 'example' || CASE WHEN n < 1000 THEN lpad(n::text, 3, '0') ELSE n::text END AS id,
                   'c4715841-bb1e-4c87-ad78-2376fe596a11'::uuid AS account
            FROM generate_series(1, 20000) AS n) AS named) AS hashed;
