"""OAuth2 and OpenID Connect as clients of the public service speak them.

A *client* is a program: an app registered here, or a well-known one such as the Azure CLI. An app
proves itself (client credentials) and acts as its service principal. A program of a person asks
them (device code, authorization code) and acts as them; what it holds then is a *connection*.

Authlib knows the protocol; this package gives it our rows and answers in the words that clients
show to people.
"""
