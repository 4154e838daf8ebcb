import type { ClaimNames } from '../../../shared/policies/schemes/written-claims.js';

const soap = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const identity2008 = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/';
const microsoft = 'http://schemas.microsoft.com/identity/claims/';

/** What `MapInboundClaims` makes of claim types. Source: .NET, the default inbound map of its JWT handlers, without what only AD FS sends. */
export const netClaimNames: ClaimNames = [
  ['sub', `${soap}nameidentifier`],
  ['nameid', `${soap}nameidentifier`],
  ['unique_name', `${soap}name`],
  ['email', `${soap}emailaddress`],
  ['given_name', `${soap}givenname`],
  ['family_name', `${soap}surname`],
  ['birthdate', `${soap}dateofbirth`],
  ['gender', `${soap}gender`],
  ['website', `${soap}webpage`],
  ['upn', `${soap}upn`],
  ['actort', 'http://schemas.xmlsoap.org/ws/2009/09/identity/claims/actor'],
  ['role', `${identity2008}role`],
  ['roles', `${identity2008}role`],
  ['primarysid', `${identity2008}primarysid`],
  ['primarygroupsid', `${identity2008}primarygroupsid`],
  ['groupsid', `${identity2008}groupsid`],
  ['winaccountname', `${identity2008}windowsaccountname`],
  ['authmethod', `${identity2008}authenticationmethod`],
  ['oid', `${microsoft}objectidentifier`],
  ['scp', `${microsoft}scope`],
  ['tid', `${microsoft}tenantid`],
  ['idp', `${microsoft}identityprovider`],
  ['acr', 'http://schemas.microsoft.com/claims/authnclassreference'],
  ['amr', 'http://schemas.microsoft.com/claims/authnmethodsreferences'],
  ['group', 'http://schemas.xmlsoap.org/claims/Group'],
  ['commonname', 'http://schemas.xmlsoap.org/claims/CommonName'],
  ['ppid', `${soap}privatepersonalidentifier`],
];
