# Sourced by the tests of the page.
. "$CS_SOURCE_DIR/tests/cli/lib.sh"
: "${CRASHSCAN_CGI:?}"
db=$work/cases.db
log=$CS_SOURCE_DIR/tests/fixtures/oops/null-x86-inline/input.log

# get PATH [QUERY] : one request as a web server makes it; $work/head, $work/out, $status
get() {
	env -i CRASHSCAN_DB="$db" REQUEST_METHOD="${method:-GET}" PATH_INFO="$1" \
		QUERY_STRING="${2:-}" SCRIPT_NAME="${base:-}" GATEWAY_INTERFACE=CGI/1.1 \
		"$CRASHSCAN_CGI" >"$work/answer" 2>"$work/err" ||
		{ echo "FAIL: exit $?: $1?${2:-}"; head -n 5 "$work/err"; failed=1; }
	sed '/^\r$/q' "$work/answer" >"$work/head"
	sed '1,/^\r$/d' "$work/answer" >"$work/out"
	status=$(sed -n 's/^Status: \([0-9]*\) .*/\1/p' "$work/head")
}
# answers WANT PATH [QUERY]
answers() {
	want=$1
	shift
	get "$@"
	[ "$status" = "$want" ] || { echo "FAIL: status '$status', wanted $want: $*"; failed=1; }
}
lacks() { # lacks FILE REGEX
	grep -Eq -- "$2" "$work/$1" || return 0
	echo "FAIL: /$2/ in $1:"
	grep -E -- "$2" "$work/$1" | cut -c 1-200 | head -n 3
	failed=1
}
