/* Runs a fuzz target over files, so that what was found once is tested in every build. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *buf = malloc(1 << 20);
	size_t n;

	if (!f || !buf) {
		fprintf(stderr, "%s: cannot read\n", path);
		return 1;
	}
	n = fread(buf, 1, 1 << 20, f);
	fclose(f);
	buf = realloc(buf, n ? n : 1); /* reads past the end are caught */
	LLVMFuzzerTestOneInput(buf, n);
	free(buf);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "no corpus: a target without one tests nothing\n");
		return 1;
	}
	for (int i = 1; i < argc; i++)
		if (replay(argv[i]))
			return 1;
	printf("%d files replayed\n", argc - 1);
	return 0;
}
