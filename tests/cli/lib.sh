# Sourced by the tests of the command line. Each check tells what it wanted and fails the run.
set -u
: "${CRASHSCAN:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# expect CODE WORDS... : runs the command; its exit code must be CODE. Output in $work/out, $work/err.
expect() {
	want=$1
	shift
	"$@" >"$work/out" 2>"$work/err"
	code=$?
	[ "$code" = "$want" ] && return 0
	echo "FAIL: exit $code, wanted $want: $*"
	sed 's/^/  err: /' "$work/err" | head -n 5
	failed=1
}
# says FILE REGEX: the file must hold a line that matches.
says() {
	grep -Eq -- "$2" "$work/$1" && return 0
	echo "FAIL: no /$2/ in $1:"
	sed 's/^/  /' "$work/$1" | head -n 8
	failed=1
}
finish() { exit "$failed"; }
