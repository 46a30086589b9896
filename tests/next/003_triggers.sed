# The triggers of tomorrow say more: gsync.dirty.next
s/by, xid, truncated)$/by, xid, truncated, next)/
s/, %L FROM (%s) s(key) ORDER BY s\.key$/, %L, true FROM (%s) s(key) ORDER BY s.key/
s/truncated = excluded\.truncated\$s\$/truncated = excluded.truncated, next = true$s$/
