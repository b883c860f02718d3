# Completion of crashscan for bash: commands and options as its own help tells them.
_crashscan()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words
	case $prev in
	--color|--progress) words="auto always never" ;;
	--fail-on) words="info notice warning error fatal new kind:" ;;
	--format) words=$(crashscan --help 2>/dev/null | sed -n 's/^  --format *NAME *//p' | tr -d ,) ;;
	*)
		case $cur in
		-*) words=$(crashscan --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u) ;;
		*) [ "$COMP_CWORD" = 1 ] &&
			words=$(crashscan --help 2>/dev/null | sed -n 's/^  crashscan \[*\([a-z]*\).*/\1/p' | sort -u) ;;
		esac ;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
}
complete -o filenames -F _crashscan crashscan
