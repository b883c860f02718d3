/* A command: "crashscan NAME …". The table of all of them is in main.c. */
#ifndef CS_CLI_COMMAND_H
#define CS_CLI_COMMAND_H

/* argv[0] is the command's name. Returns the exit code. */
int cs_cmd_rules(int argc, char **argv);
int cs_cmd_cases(int argc, char **argv);
int cs_cmd_scan(int argc, char **argv);
int cs_cmd_serve(int argc, char **argv);
int cs_cmd_walk(int argc, char **argv);
int cs_cmd_batch(int argc, char **argv);
int cs_cmd_follow(int argc, char **argv);
int cs_cmd_symbols(int argc, char **argv);
int cs_cmd_dump(int argc, char **argv);
int cs_cmd_decode(int argc, char **argv);

#endif
