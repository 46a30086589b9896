/** google.script.run, as the sidebar has it. */
declare const google: { script: { run: any } };
