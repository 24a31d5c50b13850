/** The exit codes of every `sas` command, for scripts that call it. */

/** 0: done. 1: the job failed. 2: the command line was wrong, nothing was done. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** The table at the end of every `--help`. */
export const exitCodeHelp = `
Exit codes:
  ${exitCodes.done}  done
  ${exitCodes.failed}  the job failed; standard error says why
  ${exitCodes.usage}  the command line is wrong; nothing was done`;
