using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>core Pod, as far as it decides whether its traffic is captured (istio-egress.md 4.2, 4.3).</summary>
public sealed record Pod : KubeObject
{
    /// <summary>What the pod runs; null only in a malformed object.</summary>
    public PodSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Pod;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a Pod or of a pod template.</summary>
public sealed record PodSpec
{
    /// <summary>The application containers, and the sidecar once it is injected.</summary>
    [AllowNull]
    public IReadOnlyList<Container> Containers { get; init => field = value ?? []; } = [];

    /// <summary>Containers that run before the application; native sidecars are here, too.</summary>
    [AllowNull]
    public IReadOnlyList<Container> InitContainers { get; init => field = value ?? []; } = [];

    /// <summary>Containers added to a running pod, as <c>kubectl debug</c> does.</summary>
    [AllowNull]
    public IReadOnlyList<Container> EphemeralContainers { get; init => field = value ?? []; } = [];

    /// <summary>Whether the pod shares the node's network.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>Whether the pod sees the node's processes.</summary>
    public bool? HostPID { get; init; }

    /// <summary>Whether the pod shares the node's interprocess communication.</summary>
    public bool? HostIPC { get; init; }

    /// <summary>The security settings that hold for every container that does not set its own.</summary>
    public PodSecurityContext? SecurityContext { get; init; }

    /// <summary>The volumes.</summary>
    [AllowNull]
    public IReadOnlyList<Volume> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Whether the containers see each other's processes.</summary>
    public bool? ShareProcessNamespace { get; init; }

    /// <summary>Where the pod's name servers come from; absent means the cluster's.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary>Name servers that are added to those of the policy, or are the only ones where the policy is None.</summary>
    public PodDnsConfig? DnsConfig { get; init; }

    /// <summary>Lines for the containers' <c>/etc/hosts</c>.</summary>
    [AllowNull]
    public IReadOnlyList<HostAlias> HostAliases { get; init => field = value ?? []; } = [];

    /// <summary>The operating system that the pod says it is for.</summary>
    public PodOS? Os { get; init; }

    /// <summary>The labels of the nodes that the pod may run on.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> NodeSelector { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>The RuntimeClass; absent or empty means the node's own runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>The ServiceAccount as which the pod runs; absent or empty means <c>default</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>The old name of <see cref="ServiceAccountName"/>, which wins where both are set.</summary>
    public string? ServiceAccount { get; init; }
}

/// <summary>The resolver's settings of a pod, as far as they name servers.</summary>
public sealed record PodDnsConfig
{
    /// <summary>Addresses of name servers.</summary>
    [AllowNull]
    public IReadOnlyList<string> Nameservers { get; init => field = value ?? []; } = [];
}

/// <summary>A line of <c>/etc/hosts</c>.</summary>
public sealed record HostAlias
{
    /// <summary>The address.</summary>
    public string? Ip { get; init; }

    /// <summary>The names that stand for it.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hostnames { get; init => field = value ?? []; } = [];
}

/// <summary>The operating system of a pod.</summary>
public sealed record PodOS
{
    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string? Name { get; init; }
}

/// <summary>The security settings of a whole pod.</summary>
public sealed record PodSecurityContext
{
    /// <summary>The user id of containers that set none.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>The group id of containers that set none.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Whether containers that say nothing themselves must not run as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>The group that owns the volumes; also a supplementary group of every process.</summary>
    public long? FsGroup { get; init; }

    /// <summary>Further groups of every process.</summary>
    [AllowNull]
    public IReadOnlyList<long> SupplementalGroups { get; init => field = value ?? []; } = [];
}

/// <summary>A container of any sort: application, init or ephemeral.</summary>
public sealed record Container
{
    /// <summary>The name, unique in the pod.</summary>
    public string? Name { get; init; }

    /// <summary>The image reference.</summary>
    public string? Image { get; init; }

    /// <summary>Replaces the image's entry point; empty keeps it.</summary>
    [AllowNull]
    public IReadOnlyList<string> Command { get; init => field = value ?? []; } = [];

    /// <summary>The arguments of the entry point.</summary>
    [AllowNull]
    public IReadOnlyList<string> Args { get; init => field = value ?? []; } = [];

    /// <summary>The container's own security settings, which win over the pod's.</summary>
    public SecurityContext? SecurityContext { get; init; }
}

/// <summary>The security settings of a container.</summary>
public sealed record SecurityContext
{
    /// <summary>The user id.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>The group id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Whether the container must not run as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Whether a process can gain privileges that its parent lacks; absent means that it can.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether the container has the node's privileges.</summary>
    public bool? Privileged { get; init; }

    /// <summary>The capabilities that are added and dropped.</summary>
    public Capabilities? Capabilities { get; init; }
}

/// <summary>Linux capabilities beyond and below the runtime's default set.</summary>
public sealed record Capabilities
{
    /// <summary>Capabilities to add.</summary>
    [AllowNull]
    public IReadOnlyList<string> Add { get; init => field = value ?? []; } = [];

    /// <summary>Capabilities to drop; <c>ALL</c> drops every one.</summary>
    [AllowNull]
    public IReadOnlyList<string> Drop { get; init => field = value ?? []; } = [];
}

/// <summary>A volume, as far as it opens the node's file system.</summary>
public sealed record Volume
{
    /// <summary>The volume's name.</summary>
    public string? Name { get; init; }

    /// <summary>The path of the node that is mounted.</summary>
    public HostPathSource? HostPath { get; init; }
}

/// <summary>A file or directory of the node.</summary>
public sealed record HostPathSource
{
    /// <summary>The path on the node.</summary>
    public string? Path { get; init; }
}
