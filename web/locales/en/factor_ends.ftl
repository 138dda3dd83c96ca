# What the first second factor ends.
enrol-ends-others = With your first second factor you are signed out in all your other browsers.
recovery-ended-others = You are now signed out in all your other browsers.
