@rem `exec` in package.json has a POSIX shell become the app, so that npm's signals reach it. Here it just runs it.
@%*
