using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>security.istio.io AuthorizationPolicy: who may use a workload (istio-egress.md 4.18).</summary>
public sealed record AuthorizationPolicy : KubeObject
{
    /// <summary>What the policy says; absent or empty allows nothing.</summary>
    public AuthorizationPolicySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.AuthorizationPolicy;

    internal override bool HasSpec => true;
}

/// <summary>The <c>spec</c> of an AuthorizationPolicy.</summary>
public sealed record AuthorizationPolicySpec
{
    /// <summary>Picks the pods it holds for; absent means all of the namespace.</summary>
    public LabelMatch? Selector { get; init; }

    /// <summary>The object it holds for, instead of pods (deprecated for <c>targetRefs</c>).</summary>
    public TargetReference? TargetRef { get; init; }

    /// <summary>The objects it holds for, instead of pods.</summary>
    [AllowNull]
    public IReadOnlyList<TargetReference> TargetRefs { get; init => field = value ?? []; } = [];

    /// <summary>ALLOW, DENY, AUDIT or CUSTOM; absent means ALLOW.</summary>
    public string? Action { get; init; }

    /// <summary>Any of these must hold.</summary>
    [AllowNull]
    public IReadOnlyList<AuthorizationRule> Rules { get; init => field = value ?? []; } = [];
}

/// <summary>Labels of pods in an object of Istio's security API.</summary>
public sealed record LabelMatch
{
    /// <summary>The labels that a pod must carry.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> MatchLabels { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();
}

/// <summary>An object that a policy holds for.</summary>
public sealed record TargetReference
{
    /// <summary>The API group.</summary>
    public string? Group { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }
}

/// <summary>A rule: who may do what under which conditions. A part that is absent holds for everything.</summary>
public sealed record AuthorizationRule
{
    /// <summary>Who.</summary>
    [AllowNull]
    public IReadOnlyList<AuthorizationSource> From { get; init => field = value ?? []; } = [];

    /// <summary>What.</summary>
    [AllowNull]
    public IReadOnlyList<AuthorizationTarget> To { get; init => field = value ?? []; } = [];

    /// <summary>Under which conditions.</summary>
    [AllowNull]
    public IReadOnlyList<AuthorizationCondition> When { get; init => field = value ?? []; } = [];
}

/// <summary>Who a rule is about.</summary>
public sealed record AuthorizationSource
{
    /// <summary>The caller. Absent, it is anybody.</summary>
    public AuthorizationCaller? Source { get; init; }
}

/// <summary>A caller of a workload: every list that is not empty must hold.</summary>
public sealed record AuthorizationCaller
{
    /// <summary>Identities of the mesh, such as <c>cluster.local/ns/shop/sa/cart</c>.</summary>
    [AllowNull]
    public IReadOnlyList<string> Principals { get; init => field = value ?? []; } = [];

    /// <summary>Identities that the caller must not have.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotPrincipals { get; init => field = value ?? []; } = [];

    /// <summary>Namespaces, as the identity tells them.</summary>
    [AllowNull]
    public IReadOnlyList<string> Namespaces { get; init => field = value ?? []; } = [];

    /// <summary>Namespaces that the caller must not be of.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotNamespaces { get; init => field = value ?? []; } = [];

    /// <summary>Service accounts, as the identity tells them.</summary>
    [AllowNull]
    public IReadOnlyList<string> ServiceAccounts { get; init => field = value ?? []; } = [];

    /// <summary>Service accounts that the caller must not have.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotServiceAccounts { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: identities of the token that a request carries.</summary>
    [AllowNull]
    public IReadOnlyList<string> RequestPrincipals { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: identities that the token must not have.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotRequestPrincipals { get; init => field = value ?? []; } = [];
}

/// <summary>What a rule is about.</summary>
public sealed record AuthorizationTarget
{
    /// <summary>The operation.</summary>
    public AuthorizationOperation? Operation { get; init; }
}

/// <summary>An operation on a workload.</summary>
public sealed record AuthorizationOperation
{
    /// <summary>HTTP only: host names, exact, by prefix or by suffix.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: host names that do not count.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotHosts { get; init => field = value ?? []; } = [];

    /// <summary>Ports, as text.</summary>
    [AllowNull]
    public IReadOnlyList<string> Ports { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: methods.</summary>
    [AllowNull]
    public IReadOnlyList<string> Methods { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: methods that do not count.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotMethods { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: paths.</summary>
    [AllowNull]
    public IReadOnlyList<string> Paths { get; init => field = value ?? []; } = [];

    /// <summary>HTTP only: paths that do not count.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotPaths { get; init => field = value ?? []; } = [];
}

/// <summary>A condition on an attribute.</summary>
public sealed record AuthorizationCondition
{
    /// <summary>The attribute, such as connection.sni.</summary>
    public string? Key { get; init; }

    /// <summary>Values that count.</summary>
    [AllowNull]
    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];

    /// <summary>Values that do not.</summary>
    [AllowNull]
    public IReadOnlyList<string> NotValues { get; init => field = value ?? []; } = [];
}
