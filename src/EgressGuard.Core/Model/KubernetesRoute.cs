using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>
/// A route of gateway.networking.k8s.io: HTTPRoute, GRPCRoute, TLSRoute or TCPRoute (istio-egress.md 4.12). Its parents decide where
/// it holds: at a gateway, or in the mesh for the clients of a Service or ServiceEntry.
/// </summary>
public sealed record KubernetesRoute : KubeObject
{
    /// <summary>What the route declares; null only in a malformed object.</summary>
    public KubernetesRouteSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => RouteKind;

    /// <summary>Which of the four it is, as the reader was told.</summary>
    [JsonIgnore]
    public ObjectKind RouteKind { get; init; } = ObjectKind.HTTPRoute;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a route.</summary>
public sealed record KubernetesRouteSpec
{
    /// <summary>What it attaches to.</summary>
    [AllowNull]
    public IReadOnlyList<ParentReference> ParentRefs { get; init => field = value ?? []; } = [];

    /// <summary>The hosts; empty means those of the parent.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hostnames { get; init => field = value ?? []; } = [];

    /// <summary>The rules.</summary>
    [AllowNull]
    public IReadOnlyList<KubernetesRouteRule> Rules { get; init => field = value ?? []; } = [];
}

/// <summary>What a route or listener set attaches to.</summary>
public sealed record ParentReference
{
    /// <summary>The API group; absent means gateway.networking.k8s.io, empty means core.</summary>
    public string? Group { get; init; }

    /// <summary>The kind; absent means Gateway.</summary>
    public string? Kind { get; init; }

    /// <summary>The namespace; absent means the object's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }
}

/// <summary>A rule of a route.</summary>
public sealed record KubernetesRouteRule
{
    /// <summary>What is done to requests.</summary>
    [AllowNull]
    public IReadOnlyList<RouteFilter> Filters { get; init => field = value ?? []; } = [];

    /// <summary>Where requests go.</summary>
    [AllowNull]
    public IReadOnlyList<BackendReference> BackendRefs { get; init => field = value ?? []; } = [];
}

/// <summary>Where requests go.</summary>
public sealed record BackendReference
{
    /// <summary>The API group; absent and empty mean core.</summary>
    public string? Group { get; init; }

    /// <summary>The kind; absent means Service.</summary>
    public string? Kind { get; init; }

    /// <summary>The namespace; absent means the route's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name; of kind Hostname the host itself.</summary>
    public string? Name { get; init; }

    /// <summary>The port.</summary>
    public long? Port { get; init; }

    /// <summary>What is done to requests on this way.</summary>
    [AllowNull]
    public IReadOnlyList<RouteFilter> Filters { get; init => field = value ?? []; } = [];
}

/// <summary>Something that is done to requests.</summary>
public sealed record RouteFilter
{
    /// <summary>RequestMirror, URLRewrite, RequestHeaderModifier, RequestRedirect, ExternalAuth ….</summary>
    public string? Type { get; init; }

    /// <summary>A copy of the request.</summary>
    public MirrorFilter? RequestMirror { get; init; }

    /// <summary>A change of host or path.</summary>
    public UrlRewriteFilter? UrlRewrite { get; init; }

    /// <summary>A change of headers.</summary>
    public HeaderFilter? RequestHeaderModifier { get; init; }

    /// <summary>A server that is asked first.</summary>
    public ExternalAuthFilter? ExternalAuth { get; init; }
}

/// <summary>Sends a copy of the request.</summary>
public sealed record MirrorFilter
{
    /// <summary>Where the copy goes.</summary>
    public BackendReference? BackendRef { get; init; }
}

/// <summary>Changes the host of a request.</summary>
public sealed record UrlRewriteFilter
{
    /// <summary>The new host.</summary>
    public string? Hostname { get; init; }
}

/// <summary>Changes the headers of a request.</summary>
public sealed record HeaderFilter
{
    /// <summary>Headers that are replaced.</summary>
    [AllowNull]
    public IReadOnlyList<HeaderValue> Set { get; init => field = value ?? []; } = [];

    /// <summary>Headers that are added.</summary>
    [AllowNull]
    public IReadOnlyList<HeaderValue> Add { get; init => field = value ?? []; } = [];
}

/// <summary>A header.</summary>
public sealed record HeaderValue
{
    /// <summary>The name, case-insensitive.</summary>
    public string? Name { get; init; }

    /// <summary>The value.</summary>
    public string? Value { get; init; }
}

/// <summary>Asks a server whether a request may pass.</summary>
public sealed record ExternalAuthFilter
{
    /// <summary>The server.</summary>
    public BackendReference? BackendRef { get; init; }
}
