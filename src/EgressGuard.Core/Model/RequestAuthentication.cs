using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>security.istio.io RequestAuthentication: which tokens are valid (istio-egress.md 4.14).</summary>
public sealed record RequestAuthentication : KubeObject
{
    /// <summary>What the object sets; absent means nothing.</summary>
    public RequestAuthenticationSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.RequestAuthentication;

    internal override bool HasSpec => true;
}

/// <summary>The <c>spec</c> of a RequestAuthentication.</summary>
public sealed record RequestAuthenticationSpec
{
    /// <summary>The issuers.</summary>
    [AllowNull]
    public IReadOnlyList<JwtRule> JwtRules { get; init => field = value ?? []; } = [];
}

/// <summary>An issuer of tokens.</summary>
public sealed record JwtRule
{
    /// <summary>The issuer's name.</summary>
    public string? Issuer { get; init; }

    /// <summary>The keys themselves.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where its keys are fetched; absent without keys means that the issuer is asked where.</summary>
    public string? JwksUri { get; init; }
}
