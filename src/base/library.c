#include "base/library.h"

#include <dlfcn.h>
#include <pthread.h>

enum { UNTRIED, LOADED, ABSENT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int load(const struct cs_library *l)
{
	void *handle = dlopen(l->soname, RTLD_LAZY | RTLD_LOCAL);

	if (!handle)
		return ABSENT;
	for (size_t i = 0; i < l->count; i++) {
		l->functions[i] = dlsym(handle, l->names[i]);
		if (!l->functions[i]) {
			dlclose(handle);
			return ABSENT;
		}
	}
	return LOADED;
}

bool cs_library_load(struct cs_library *l)
{
	int state = __atomic_load_n(&l->state, __ATOMIC_ACQUIRE);

	if (state == UNTRIED) {
		pthread_mutex_lock(&lock);
		if (l->state == UNTRIED)
			__atomic_store_n(&l->state, load(l), __ATOMIC_RELEASE);
		state = l->state;
		pthread_mutex_unlock(&lock);
	}
	return state == LOADED;
}
