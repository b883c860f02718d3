/* Private to dump/: the folder of a Qualcomm dump. */
#ifndef CS_DUMP_QCOM_H
#define CS_DUMP_QCOM_H

#include "dump/image.h"

/* CS_NOT_MINE when DIR has neither dump_info.txt nor load.cmm. */
enum cs_status cs_dump_image_open_qcom(struct cs_dump_image *im, const char *dir,
				       struct cs_error *err) CS_MUST_CHECK;

/* Where the bootloader left the KASLR offset for dump tools: in SIZE bytes of on-chip memory
 * from OFFSET of FILE on. */
void cs_qcom_look_for_kaslr(struct cs_dump_image *im, struct cs_dump_file *imem, uint64_t offset,
			    uint64_t size);

#endif
