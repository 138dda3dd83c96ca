# Why an application's bindings keep somebody out, and what to do.
problem-why-member = Members of this group stay outside:
problem-why-people = Only people who were named one by one may enter.
problem-why-excluded = You in particular were asked to stay outside.
problem-why-network = It may be entered from certain networks only, such as the one at work. Go there, or connect to it, and try again.
problem-why-hours = It may be entered at certain hours only. Come back later.
problem-why-factor = It asks for a stronger sign-in than yours. Set up a passkey or a second factor in your account, sign in with it, and try again.
problem-why-closed = At present nobody may enter.
