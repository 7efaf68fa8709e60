#!/usr/bin/env bash
# Chromium 156: `element.scrollIntoView()` and the other scroll methods return a Promise, where they returned undefined.
#
# Why: CSSOM View has made the scroll methods return a promise that settles when the scrolling has ended. Code that hands
# on their result as "nothing" breaks: a React effect `useEffect(() => ref.current?.scrollIntoView(), [])` returns the
# promise as its clean-up function, and React throws "destroy is not a function" when the effect runs again, which takes
# the component away. TypeScript's DOM types still say void, so it compiles.
#
# Seen with Chromium 156.0.8078.114 on 2026-12-01: `returned: object Promise`. Needs a `chromium` in the path, or its path in CHROMIUM.
# Exits 1 when the method returns nothing again, and 2 without a Chromium.
set -euo pipefail
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -n "$chromium" ] || { echo 'There is no chromium.' >&2; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cat > "$dir/page.html" <<'HTML'
<!doctype html><p>text</p><script>
const result = document.querySelector('p').scrollIntoView();
document.body.textContent = `returned: ${typeof result} ${result?.constructor?.name ?? ''}`;
</script>
HTML
"$chromium" --version
seen=$("$chromium" --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" --dump-dom "file://$dir/page.html" 2>/dev/null | grep -o 'returned: [a-zA-Z ]*' | tail -1)
echo "$seen"
[[ $seen == *Promise* ]]
