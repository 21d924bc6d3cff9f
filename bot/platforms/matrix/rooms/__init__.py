"""The rooms that Lotse is in: members, powers, invitations, upgrades, direct chats."""
