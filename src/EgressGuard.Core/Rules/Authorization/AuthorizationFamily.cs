using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>Rules about AuthorizationPolicies: EG6nn, ordered by id.</summary>
internal static class AuthorizationFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new AuthorizationDryRun(),
        new AuthorizationAllowsEverybody(),
        new AuthorizationWithoutEffect(),
        new AuthorizationHostWithoutPort(),
        new AuthorizationAuditsOnly(),
        new AuthorizationRemoved(),
        new AuthorizationNeedsIdentity(),
        new AuthorizationHttpOnTcp(),
    ];
}
