/* Escaping, named by where the text goes. Log bytes are hostile: whatever isn't UTF-8, or is a
 * control character (cs_utf8_is_control()) other than tab and line ends, becomes U+FFFD. */
#ifndef CS_REPORT_MARKUP_H
#define CS_REPORT_MARKUP_H

#include <stdio.h>

#include "base/str.h"

/* Between tags, in HTML and XML. */
void cs_markup_text(FILE *out, struct cs_str s);
/* In a double-quoted attribute: read back as it was, line ends too. */
void cs_markup_attribute(FILE *out, struct cs_str s);
/* A path as the path of a URI (RFC 3986): percent signs for all but unreserved and '/'. */
void cs_markup_uri(FILE *out, struct cs_str s);
/* GitHub's workflow commands: the message, and a property before the "::". Source:
 * actions/toolkit, packages/core/src/command.ts. */
void cs_markup_github_message(FILE *out, struct cs_str s);
void cs_markup_github_property(FILE *out, struct cs_str s);
/* In a line of GitHub-flavoured Markdown, a table cell too: nothing of it is obeyed. */
void cs_markup_markdown(FILE *out, struct cs_str s);

#endif
