using System.Collections.Frozen;
using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Policy;

/// <summary>
/// What the operator wants kept (design, policy): immutable, valid, with every default filled in. <c>PolicyReader</c> makes
/// one from a document; <see cref="Default"/> is what no document means.
/// </summary>
public sealed record EgressPolicy
{
    /// <summary>The policy that holds when none is given.</summary>
    public static EgressPolicy Default { get; } = new();

    /// <summary>The document's <c>metadata.name</c>.</summary>
    public string Name { get; init; } = "default";

    /// <summary>How the mesh is set up.</summary>
    public MeshSettings Mesh { get; init; } = new();

    /// <summary>Caps the action of every rule that <see cref="Rules"/> does not set.</summary>
    public Enforcement Enforcement { get; init; } = Enforcement.Enforce;

    /// <summary>The actions that are set per rule, by rule id.</summary>
    public FrozenDictionary<string, RuleAction> Rules { get; init; } = FrozenDictionary<string, RuleAction>.Empty;

    /// <summary>Who may open which hosts; empty means anybody any host.</summary>
    public ImmutableArray<HostPermission> Hosts { get; init; } = [];

    /// <summary>The labels that mutation adds and EG307 requires.</summary>
    public ImmutableArray<LabelRequirement> Labels { get; init; } = LabelRequirement.DefaultsFor(new MeshSettings());

    /// <summary>Namespaces that run the platform: tenant rules do not apply and nothing is injected there.</summary>
    public ImmutableArray<string> PlatformNamespaces { get; init; } = ["istio-system", "kube-system"];

    /// <summary>
    /// Users that maintain the mesh itself, by the name the API server authenticated, exact or with <c>*</c>
    /// (istio-egress.md section 7, exemptions). Never matched by anything a tenant can write into an object.
    /// </summary>
    public ImmutableArray<string> PlatformUsers { get; init; } = DefaultPlatformUsers(new MeshSettings().RootNamespace);

    /// <summary>The limits of ServiceEntry rules.</summary>
    public ServiceEntrySettings ServiceEntries { get; init; } = new();

    /// <summary>The allowances of pod rules.</summary>
    public PodSettings Pods { get; init; } = new();

    /// <summary>Who may run gateways, and where.</summary>
    public GatewaySettings Gateways { get; init; } = new();

    /// <summary>What namespaces must and may say.</summary>
    public NamespaceSettings Namespaces { get; init; } = new();

    /// <summary>The limits of NetworkPolicy rules.</summary>
    public NetworkPolicySettings NetworkPolicies { get; init; } = new();

    /// <summary>The limits of exemptions.</summary>
    public ExemptionSettings Exemptions { get; init; } = new();

    /// <summary>Whether tenant rules leave the namespace alone: a platform namespace or the home of an egress gateway.</summary>
    public bool IsPlatformNamespace(string @namespace)
    {
        if (PlatformNamespaces.Contains(@namespace))
        {
            return true;
        }

        foreach (var gateway in Mesh.EgressGateways)
        {
            if (gateway.Namespace == @namespace)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the authenticated user maintains the mesh itself.</summary>
    public bool IsPlatformUser(string username) => PlatformUsers.Any(pattern => Glob.IsMatch(pattern, username));

    /// <summary>What a finding of a rule does: its own entry if it has one, else its default, capped by <see cref="Enforcement"/>.</summary>
    /// <param name="rule">The rule's id.</param>
    /// <param name="byDefault">The rule's default action.</param>
    public RuleAction ActionOf(string rule, RuleAction byDefault)
    {
        if (Rules.TryGetValue(rule, out var set))
        {
            return set;
        }

        var cap = Enforcement switch
        {
            Enforcement.Warn => RuleAction.Warn,
            Enforcement.Audit => RuleAction.Audit,
            _ => RuleAction.Deny,
        };
        return byDefault < cap ? byDefault : cap;
    }

    internal static ImmutableArray<string> DefaultPlatformUsers(string rootNamespace) =>
    [
        $"system:serviceaccount:{rootNamespace}:istiod*",
        $"system:serviceaccount:{rootNamespace}:istio-cni",
        $"system:serviceaccount:{rootNamespace}:ztunnel",
        "system:serviceaccount:kube-system:istio-cni",
        "system:serviceaccount:kube-system:ztunnel",
        "system:serviceaccount:kube-system:endpoint-controller",
        "system:serviceaccount:kube-system:endpointslice-controller",
        "system:serviceaccount:kube-system:endpointslicemirroring-controller",

        // It writes the addresses of the Service default/kubernetes, which are public where the API server's own are.
        "system:apiserver",

        // It empties a namespace that is being deleted; to refuse it (EG509) would keep the namespace for ever.
        "system:serviceaccount:kube-system:namespace-controller",
    ];
}

/// <summary>How far the guard goes with a finding.</summary>
public enum Enforcement
{
    /// <summary>Rules do what their default says.</summary>
    Enforce,

    /// <summary>Nothing is refused: what would be refused is a warning.</summary>
    Warn,

    /// <summary>Nothing is refused or shown: everything is recorded.</summary>
    Audit,
}

/// <summary>Which hosts the namespaces of a group may open.</summary>
/// <param name="Namespaces">The namespaces.</param>
/// <param name="Allow">Host names, or wildcards that begin with <c>*.</c>.</param>
public sealed record HostPermission(ImmutableArray<string> Namespaces, ImmutableArray<string> Allow);
