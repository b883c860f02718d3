/* Time that only goes forward. */
#ifndef CS_BASE_CLOCK_H
#define CS_BASE_CLOCK_H

/* Seconds since some fixed moment (CLOCK_MONOTONIC): differences are what counts. */
double cs_clock(void);

#endif
