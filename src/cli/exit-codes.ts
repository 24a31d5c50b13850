/** The exit codes of every `sas` command, for scripts that call it. */

/** 0: done. 1: the job failed. 2: the command line was wrong, nothing was done. 3: it was only asked, and there is work. */
export const exitCodes = { done: 0, failed: 1, usage: 2, somethingToDo: 3 } as const;

/** Thrown by a command that was to find out whether there is something to do, when there is. */
export class SomethingToDo extends Error {
  override name = 'SomethingToDo';
}

/** The table at the end of every `--help`. */
export const exitCodeHelp = `
Exit codes:
  ${exitCodes.done}  done
  ${exitCodes.failed}  the job failed; standard error says why
  ${exitCodes.usage}  the command line is wrong; nothing was done
  ${exitCodes.somethingToDo}  sas store check: there is something to do`;
