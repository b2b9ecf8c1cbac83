using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A place in a policy that goes by the caller's identity in the mesh.</summary>
/// <param name="Rule">The rule in which it stands.</param>
/// <param name="Pointer">Where.</param>
/// <param name="Field">The field or the attribute.</param>
/// <param name="IsNegated">Whether it names who is not meant.</param>
/// <param name="Allows">Whether the policy allows what its rules hold for.</param>
internal sealed record IdentityUse(AuthorizationRule Rule, string Pointer, string Field, bool IsNegated, bool Allows)
{
    /// <summary>All such places of a policy that decides something, in document order.</summary>
    public static IEnumerable<IdentityUse> AllOf(AuthorizationPolicySpec? spec) => spec is null or { Action: "AUDIT" }
        ? []
        : from rule in spec.Rules.Index()
          from place in InSources(rule.Item).Concat(InConditions(rule.Item))
          where !AsksForAnyIdentity(place.Values)
          select new IdentityUse(
              rule.Item,
              $"/spec/rules/{JsonPointer.Token(rule.Index)}{place.Pointer}",
              place.Field,
              place.IsNegated,
              spec.Action is null or "" or "ALLOW");

    private static IEnumerable<Place> InSources(AuthorizationRule rule) =>
        from source in rule.From.Index()
        where source.Item.Source is not null
        from place in In(source.Item.Source!)
        where place.Values.Count > 0
        select place with { Pointer = $"/from/{JsonPointer.Token(source.Index)}/source/{place.Field}" };

    private static IEnumerable<Place> In(AuthorizationCaller caller) =>
    [
        new("", "principals", IsNegated: false, caller.Principals),
        new("", "notPrincipals", IsNegated: true, caller.NotPrincipals),
        new("", "namespaces", IsNegated: false, caller.Namespaces),
        new("", "notNamespaces", IsNegated: true, caller.NotNamespaces),
        new("", "serviceAccounts", IsNegated: false, caller.ServiceAccounts),
        new("", "notServiceAccounts", IsNegated: true, caller.NotServiceAccounts),
    ];

    private static IEnumerable<Place> InConditions(AuthorizationRule rule) =>
        from condition in rule.When.Index()
        let key = condition.Item.Key
        where key is "source.principal" or "source.namespace" or "source.serviceAccount"
        let isNegated = condition.Item.Values.Count == 0
        let values = isNegated ? condition.Item.NotValues : condition.Item.Values
        where values.Count > 0
        select new Place("/when/" + JsonPointer.Token(condition.Index), key!, isNegated, values);

    /// <summary>Who writes only a star asks whether there is an identity at all, and means those without one.</summary>
    private static bool AsksForAnyIdentity(IReadOnlyList<string> values) => values is ["*"];

    private readonly record struct Place(string Pointer, string Field, bool IsNegated, IReadOnlyList<string> Values);
}
