using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A place in a policy that goes by what only HTTP requests have.</summary>
/// <param name="Rule">The rule in which it stands.</param>
/// <param name="Pointer">Where.</param>
/// <param name="Field">The field or the attribute.</param>
/// <param name="Allows">Whether the policy allows what its rules hold for.</param>
internal sealed record HttpUse(AuthorizationRule Rule, string Pointer, string Field, bool Allows)
{
    /// <summary>All such places of a policy that decides something, in document order.</summary>
    public static IEnumerable<HttpUse> AllOf(AuthorizationPolicySpec? spec) => spec is null or { Action: "AUDIT" }
        ? []
        : from rule in spec.Rules.Index()
          from place in InSources(rule.Item).Concat(InOperations(rule.Item)).Concat(InConditions(rule.Item))
          select new HttpUse(
              rule.Item, $"/spec/rules/{JsonPointer.Token(rule.Index)}{place.Pointer}", place.Field, spec.Action is null or "" or "ALLOW");

    private static IEnumerable<Place> InSources(AuthorizationRule rule) =>
        from source in rule.From.Index()
        where source.Item.Source is not null
        from field in In(source.Item.Source!)
        select new Place($"/from/{JsonPointer.Token(source.Index)}/source/{field}", field);

    private static IEnumerable<Place> InOperations(AuthorizationRule rule) =>
        from target in rule.To.Index()
        where target.Item.Operation is not null
        from field in In(target.Item.Operation!)
        select new Place($"/to/{JsonPointer.Token(target.Index)}/operation/{field}", field);

    private static IEnumerable<Place> InConditions(AuthorizationRule rule) =>
        from condition in rule.When.Index()
        where condition.Item is { Key: { } key } && key.StartsWith("request.", StringComparison.Ordinal)
        where condition.Item.Values.Count > 0 || condition.Item.NotValues.Count > 0
        select new Place("/when/" + JsonPointer.Token(condition.Index), condition.Item.Key!);

    private static IEnumerable<string> In(AuthorizationCaller caller) => Filled(
        ("requestPrincipals", caller.RequestPrincipals),
        ("notRequestPrincipals", caller.NotRequestPrincipals));

    private static IEnumerable<string> In(AuthorizationOperation operation) => Filled(
        ("hosts", operation.Hosts),
        ("notHosts", operation.NotHosts),
        ("methods", operation.Methods),
        ("notMethods", operation.NotMethods),
        ("paths", operation.Paths),
        ("notPaths", operation.NotPaths));

    private static IEnumerable<string> Filled(params (string Field, IReadOnlyList<string> Values)[] fields) =>
        fields.Where(field => field.Values.Count > 0).Select(field => field.Field);

    private readonly record struct Place(string Pointer, string Field);
}
