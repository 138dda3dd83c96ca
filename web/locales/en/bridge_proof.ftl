# The framed page, where an application asks for more than a password.
bridge-prove-more = This chat asks you to prove a little more than your password, for instance with a code or a passkey. That happens on a page of its own, where you can see the address; then the chat goes on by itself.
reason-chat-prove-more = The chat asks for more than was proven
workspace-reason-chat-prove-more = More had to be proven.
