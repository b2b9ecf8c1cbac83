using System.Collections.Frozen;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// No container may have the means to undo or step around the redirection: the node's privileges, the capabilities that change
/// rules, forge packets or become the proxy's user, or the node's files.
/// </summary>
/// <remarks>
/// <para>Fields: <c>privileged</c>, <c>capabilities.add[*]</c> and <c>capabilities.drop[*]</c> in <c>securityContext</c> of
/// <c>spec.containers[*]</c>, <c>spec.initContainers[*]</c> and <c>spec.ephemeralContainers[*]</c>; <c>spec.volumes[*].hostPath</c>.</para>
/// <para>Allowed: <c>privileged</c> absent or <c>false</c>; any capability but ALL, BPF, NET_ADMIN, NET_RAW, SETGID, SETUID, SYS_ADMIN and
/// SYS_PTRACE, in any case, with or without <c>CAP_</c>; paths of the node at or below one in the policy's
/// <c>spec.pods.allowedHostPaths</c>. What the policy's <c>spec.pods.requiredDroppedCapabilities</c> lists must be dropped, by name or
/// through ALL. Istio's own containers may add what Istio's injector gives them: istio-init NET_ADMIN and NET_RAW, istio-proxy
/// NET_ADMIN.</para>
/// </remarks>
internal sealed class NetworkCapabilities : PodRule
{
    private const string All = "ALL";
    private const string NetAdmin = "NET_ADMIN";
    private const string NetRaw = "NET_RAW";

    /// <summary>What a container can do with each, as the middle of a sentence (istio-egress.md PS-4).</summary>
    private static readonly FrozenDictionary<string, string> Powers = new Dictionary<string, string>
    {
        [All] = "change the redirection of the pod or become the user whose connections it lets pass",
        ["BPF"] = "load programs into the kernel that carry packets around the sidecar",
        [NetAdmin] = "remove the pod's redirection to the sidecar",
        [NetRaw] = "send packets of its own making, which the redirection does not catch",
        ["SETGID"] = "take on group 1337, whose connections the redirection lets pass",
        ["SETUID"] = "become user 1337, whose connections the redirection lets pass",
        ["SYS_ADMIN"] = "enter networks other than the pod's own, where nothing is redirected",
        ["SYS_PTRACE"] = "take over a process of the sidecar, whose connections the redirection lets pass",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG305",
        Name = "network-capabilities",
        Summary = "No container has the means to undo or step around the redirection to the sidecar.",
        Specification = "PS-3, PS-4, PS-11, PS-13",
        Kinds = PodKinds,
        Why = "The redirection is a set of rules in the pod's own network. Whoever may change that network, become the proxy's user or "
            + "reach into the node takes the redirection away with one command.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: registry.example.com/web:1.0.0
                    securityContext:
                      capabilities:
                        add: [NET_ADMIN]
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var istio = new IstioContainers(pod, context.Policy.Mesh);
        foreach (var view in new PodContainers(pod.Spec))
        {
            CheckPrivileged(view, pod, istio, context);
            CheckAdded(view, pod, istio, context);
            CheckDropped(view, pod, istio, context);
        }

        CheckVolumes(pod, context);
    }

    private static void CheckPrivileged(ContainerView view, PodView pod, IstioContainers istio, RuleContext context)
    {
        if (view.Container.SecurityContext?.Privileged != true)
        {
            return;
        }

        var origin = istio.OriginOf(view);
        context.Report(
            view.PointerIn(pod) + "/securityContext/privileged",
            $"{view.ToSentenceStart()} has privileged 'true', which gives it the privileges of the node. "
            + "It can then remove the pod's redirection to the sidecar or enter the node's own network.",
            origin == ContainerOrigin.Istio
                ? "Install Istio with global.proxy.privileged set to 'false', and set nothing to the contrary on the pod."
                : IstioContainers.Remedy(origin, view, "Remove privileged, and add only capabilities that the container needs."));
    }

    private static void CheckAdded(ContainerView view, PodView pod, IstioContainers istio, RuleContext context)
    {
        if (view.Container.SecurityContext?.Capabilities?.Add is not { } added)
        {
            return;
        }

        for (var index = 0; index < added.Count; index++)
        {
            var capability = WithoutPrefix(added[index]);
            if (!Powers.TryGetValue(capability, out var power))
            {
                continue;
            }

            var origin = istio.OriginOf(view);
            if (origin == ContainerOrigin.Istio && IsGivenByInjector(view, capability))
            {
                continue;
            }

            context.Report(
                $"{view.PointerIn(pod)}/securityContext/capabilities/add/{JsonPointer.Token(index)}",
                $"{view.ToSentenceStart()} adds capability {Quote.Text(added[index])}. With it, the container can {power}.",
                IstioContainers.Remedy(origin, view, $"Remove {Quote.Text(added[index])} from securityContext.capabilities.add of the container."));
        }
    }

    private static void CheckDropped(ContainerView view, PodView pod, IstioContainers istio, RuleContext context)
    {
        var required = context.Policy.Pods.RequiredDroppedCapabilities;
        if (required.IsDefaultOrEmpty)
        {
            return;
        }

        var capabilities = view.Container.SecurityContext?.Capabilities;
        List<string>? kept = null;
        foreach (var name in required)
        {
            if (!IsDropped(WithoutPrefix(name), capabilities))
            {
                (kept ??= []).Add(name);
            }
        }

        var origin = kept is null ? ContainerOrigin.Istio : istio.OriginOf(view);
        if (origin != ContainerOrigin.Istio)
        {
            context.Report(
                DropPointer(view, pod),
                $"{view.ToSentenceStart()} does not drop {(kept!.Count == 1 ? "capability" : "capabilities")} {Phrase.QuoteAll(kept)}. "
                + "Container runtimes give some capabilities without being asked, and the policy requires these to be dropped.",
                IstioContainers.Remedy(
                    origin, view, "List them in securityContext.capabilities.drop of the container, by name or through 'ALL', and add none of them back."));
        }
    }

    private static void CheckVolumes(PodView pod, RuleContext context)
    {
        for (var index = 0; index < pod.Spec.Volumes.Count; index++)
        {
            var volume = pod.Spec.Volumes[index];
            if (volume.HostPath is not { } source || HostPath.IsAtOrBelow(source.Path ?? "", context.Policy.Pods.AllowedHostPaths))
            {
                continue;
            }

            context.Report(
                $"{pod.Root}/spec/volumes/{JsonPointer.Token(index)}/hostPath{(source.Path is null ? "" : "/path")}",
                $"Volume {Quote.Text(volume.Name ?? "")} mounts {Quote.Text(source.Path ?? "")} of the node. Through the node's files, such as its "
                + "network namespaces or the socket of its container runtime, a container can leave the pod's network.",
                "Use another kind of volume, or have the policy list the path in spec.pods.allowedHostPaths.");
        }
    }

    /// <summary>
    /// Whether the runtime leaves the container without the capability: what is dropped by name stays dropped, what only ALL drops
    /// can be added back.
    /// </summary>
    private static bool IsDropped(string capability, Capabilities? capabilities) =>
        capabilities is not null
        && (Contains(capabilities.Drop, capability) || (Contains(capabilities.Drop, All) && !Contains(capabilities.Add, capability)));

    private static bool Contains(IReadOnlyList<string> capabilities, string wanted)
    {
        for (var index = 0; index < capabilities.Count; index++)
        {
            if (string.Equals(WithoutPrefix(capabilities[index]), wanted, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some runtimes accept the kernel's name, <c>CAP_NET_ADMIN</c>, as well as Kubernetes' (istio-egress.md PS-4).</summary>
    private static string WithoutPrefix(string? capability) =>
        capability is null ? "" : capability.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? capability[4..] : capability;

    /// <summary>What the injector itself adds: istio-init needs both to redirect, the proxy needs one in TPROXY mode.</summary>
    private static bool IsGivenByInjector(ContainerView view, string capability) => view.Container.Name switch
    {
        IstioContainers.Init => IsOne(capability, NetAdmin) || IsOne(capability, NetRaw),
        IstioContainers.Proxy => IsOne(capability, NetAdmin),
        _ => false,
    };

    private static bool IsOne(string capability, string name) => string.Equals(capability, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The list of dropped capabilities, or the nearest of its parents that is there.</summary>
    private static string DropPointer(ContainerView view, PodView pod) => view.PointerIn(pod) + view.Container.SecurityContext switch
    {
        null => "",
        { Capabilities: null } => "/securityContext",
        { Capabilities.Drop.Count: 0 } => "/securityContext/capabilities",
        _ => "/securityContext/capabilities/drop",
    };
}
