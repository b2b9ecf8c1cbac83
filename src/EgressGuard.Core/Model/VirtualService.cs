using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io VirtualService: how traffic to its hosts is routed, at sidecars and at gateways (istio-egress.md 2).</summary>
public sealed record VirtualService : KubeObject
{
    /// <summary>What the service declares; null only in a malformed object.</summary>
    public VirtualServiceSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.VirtualService;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a VirtualService.</summary>
public sealed record VirtualServiceSpec
{
    /// <summary>The hosts it applies to; names without a dot are expanded with the object's namespace. Empty for a delegate.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];

    /// <summary>The gateways it is bound to; empty means the mesh (istio-egress.md 2.3).</summary>
    [AllowNull]
    public IReadOnlyList<string> Gateways { get; init => field = value ?? []; } = [];

    /// <summary>The routes for HTTP traffic, first match wins.</summary>
    [AllowNull]
    public IReadOnlyList<HttpRoute> Http { get; init => field = value ?? []; } = [];

    /// <summary>The routes for TLS that is not terminated, by SNI.</summary>
    [AllowNull]
    public IReadOnlyList<TlsRoute> Tls { get; init => field = value ?? []; } = [];

    /// <summary>The routes for opaque TCP.</summary>
    [AllowNull]
    public IReadOnlyList<TcpRoute> Tcp { get; init => field = value ?? []; } = [];

    /// <summary>The namespaces that see it; empty means the mesh default (istio-egress.md 1.4).</summary>
    [AllowNull]
    public IReadOnlyList<string> ExportTo { get; init => field = value ?? []; } = [];
}

/// <summary>An HTTP route with its conditions.</summary>
public sealed record HttpRoute
{
    /// <summary>Any of these must hold; empty matches everything at every gateway of the VirtualService.</summary>
    [AllowNull]
    public IReadOnlyList<RouteMatch> Match { get; init => field = value ?? []; } = [];

    /// <summary>Where the request goes, by weight.</summary>
    [AllowNull]
    public IReadOnlyList<RouteDestination> Route { get; init => field = value ?? []; } = [];

    /// <summary>Where a copy of the request goes.</summary>
    public Destination? Mirror { get; init; }

    /// <summary>Where further copies go.</summary>
    [AllowNull]
    public IReadOnlyList<RouteDestination> Mirrors { get; init => field = value ?? []; } = [];

    /// <summary>Another VirtualService that holds the routes.</summary>
    public DelegateReference? Delegate { get; init; }

    /// <summary>The client is told to ask elsewhere; the request goes nowhere.</summary>
    public HttpAnswer? Redirect { get; init; }

    /// <summary>The proxy answers itself.</summary>
    public HttpAnswer? DirectResponse { get; init; }

    /// <summary>What is rewritten before the request goes on.</summary>
    public HttpRewrite? Rewrite { get; init; }

    /// <summary>What becomes of the headers, whatever the destination.</summary>
    public HttpHeaders? Headers { get; init; }
}

/// <summary>An answer that a proxy gives itself.</summary>
public sealed record HttpAnswer;

/// <summary>What is rewritten of a request.</summary>
public sealed record HttpRewrite
{
    /// <summary>The host that the request names from then on.</summary>
    public string? Authority { get; init; }
}

/// <summary>What becomes of headers.</summary>
public sealed record HttpHeaders
{
    /// <summary>Those of the request.</summary>
    public HeaderOperations? Request { get; init; }
}

/// <summary>Headers that are written. A name of <c>host</c> or <c>:authority</c>, in any case, rewrites the host instead.</summary>
public sealed record HeaderOperations
{
    /// <summary>Those that replace what the client sent.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Set { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>Those that are added to what the client sent.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Add { get; init => field = value ?? Nothing; } = Nothing;

    private static readonly Dictionary<string, string?> Nothing = [];
}

/// <summary>A route for TLS traffic that passes through, chosen by SNI.</summary>
public sealed record TlsRoute
{
    /// <summary>Any of these must hold.</summary>
    [AllowNull]
    public IReadOnlyList<RouteMatch> Match { get; init => field = value ?? []; } = [];

    /// <summary>Where the connection goes, by weight.</summary>
    [AllowNull]
    public IReadOnlyList<RouteDestination> Route { get; init => field = value ?? []; } = [];
}

/// <summary>A route for opaque TCP traffic.</summary>
public sealed record TcpRoute
{
    /// <summary>Any of these must hold; empty matches everything.</summary>
    [AllowNull]
    public IReadOnlyList<RouteMatch> Match { get; init => field = value ?? []; } = [];

    /// <summary>Where the connection goes, by weight.</summary>
    [AllowNull]
    public IReadOnlyList<RouteDestination> Route { get; init => field = value ?? []; } = [];
}

/// <summary>
/// The conditions of a route: those that istiod evaluates before it configures a proxy (istio-egress.md 2.6), and those that a proxy
/// evaluates for each request.
/// </summary>
public sealed record RouteMatch
{
    /// <summary>The gateways at which the route holds; empty means every gateway of the VirtualService.</summary>
    [AllowNull]
    public IReadOnlyList<string> Gateways { get; init => field = value ?? []; } = [];

    /// <summary>The listener's port; absent means every port.</summary>
    public int? Port { get; init; }

    /// <summary>TLS only: the server names that match.</summary>
    [AllowNull]
    public IReadOnlyList<string> SniHosts { get; init => field = value ?? []; } = [];

    /// <summary>TLS and TCP only: the destination ranges that match; empty matches every destination.</summary>
    [AllowNull]
    public IReadOnlyList<string> DestinationSubnets { get; init => field = value ?? []; } = [];

    /// <summary>Labels that the client must carry.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> SourceLabels { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>The namespace that the client must be in.</summary>
    public string? SourceNamespace { get; init; }

    /// <summary>HTTP only: the path.</summary>
    public StringMatch? Uri { get; init; }

    /// <summary>HTTP only: the scheme.</summary>
    public StringMatch? Scheme { get; init; }

    /// <summary>HTTP only: the method.</summary>
    public StringMatch? Method { get; init; }

    /// <summary>HTTP only: the host that the request names.</summary>
    public StringMatch? Authority { get; init; }

    /// <summary>HTTP only: headers of the request.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, StringMatch?> Headers { get; init => field = value ?? NoMatches; } = NoMatches;

    /// <summary>HTTP only: headers that the request must not have so.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, StringMatch?> WithoutHeaders { get; init => field = value ?? NoMatches; } = NoMatches;

    /// <summary>HTTP only: parameters of the query.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, StringMatch?> QueryParams { get; init => field = value ?? NoMatches; } = NoMatches;

    /// <summary>Whether the match depends on the request: a path of prefix <c>/</c> is every path.</summary>
    internal bool DependsOnRequest => Uri is { Prefix: not "/" } || Scheme is not null || Method is not null || Authority is not null
        || Headers.Count > 0 || WithoutHeaders.Count > 0 || QueryParams.Count > 0;

    private static readonly Dictionary<string, string?> Nothing = [];
    private static readonly Dictionary<string, StringMatch?> NoMatches = [];
}

/// <summary>What a text must look like. Nothing set: it must merely be there.</summary>
public sealed record StringMatch
{
    /// <summary>The text itself.</summary>
    public string? Exact { get; init; }

    /// <summary>How it begins.</summary>
    public string? Prefix { get; init; }

    /// <summary>A regular expression for all of it.</summary>
    public string? Regex { get; init; }
}

/// <summary>A weighted destination, or a mirror.</summary>
public sealed record RouteDestination
{
    /// <summary>The service that traffic is sent to.</summary>
    public Destination? Destination { get; init; }

    /// <summary>Its share of the traffic, beside that of the others; of one destination alone it means nothing.</summary>
    public long? Weight { get; init; }

    /// <summary>HTTP only: what becomes of the headers on the way to this destination.</summary>
    public HttpHeaders? Headers { get; init; }
}

/// <summary>A service of the mesh's registry.</summary>
public sealed record Destination
{
    /// <summary>Its host; a name without a dot is expanded with the VirtualService's namespace (istio-egress.md 2.2).</summary>
    public string? Host { get; init; }

    /// <summary>Its port; absent means its only one, else that of the listener.</summary>
    public PortSelector? Port { get; init; }

    /// <summary>The subset of its DestinationRule.</summary>
    public string? Subset { get; init; }
}

/// <summary>A reference to the VirtualService that holds the routes.</summary>
public sealed record DelegateReference
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace; absent means the root's.</summary>
    public string? Namespace { get; init; }
}
