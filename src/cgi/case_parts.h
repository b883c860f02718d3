/* Private to cgi/: the parts of a case's page. */
#ifndef CS_CGI_CASE_PARTS_H
#define CS_CGI_CASE_PARTS_H

#include "cgi/page.h"
#include "store/detail.h"

void cs_part_findings(struct cs_page *p, const struct cs_detail *d);
void cs_part_stacks(struct cs_page *p, const struct cs_detail *d);
/* Fault, trapping instruction, arguments, IOMMU and registers in words. */
void cs_part_facts(struct cs_page *p, const struct cs_detail *d);
/* The log's lines, each an anchor "L123"; those that a finding names are marked. */
void cs_part_excerpt(struct cs_page *p, int64_t id, const struct cs_case_report *r,
		     const struct cs_detail *d);
enum cs_status cs_part_spread(struct cs_page *p, const struct cs_case *c);
enum cs_status cs_part_sightings(struct cs_page *p, const struct cs_case *c);
/* Its signatures part by part, and cases that look like it. */
enum cs_status cs_part_identity(struct cs_page *p, const struct cs_case *c);
enum cs_status cs_part_journal(struct cs_page *p, const struct cs_case *c);
/* A bar for each of the last weeks. */
enum cs_status cs_part_weeks(struct cs_page *p, const struct cs_case *c);

#endif
