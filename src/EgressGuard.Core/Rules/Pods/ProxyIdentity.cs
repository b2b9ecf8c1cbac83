using System.Globalization;
using System.Runtime.InteropServices;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// No container may have the user or group id of Istio's proxy. The redirection tells the proxy's own connections by these ids and
/// lets them pass; whatever else has them passes, too. The ids are 1337, those that Istio takes from the
/// namespace's annotations on OpenShift, and those that the pod's <c>istio-proxy</c> sets.
/// </summary>
/// <remarks>
/// <para>Fields: <c>runAsUser</c> and <c>runAsGroup</c> in <c>spec.securityContext</c> and in <c>securityContext</c> of
/// <c>spec.containers[*]</c>, <c>spec.initContainers[*]</c> and <c>spec.ephemeralContainers[*]</c>;
/// <c>spec.securityContext.supplementalGroups[*]</c> and <c>spec.securityContext.fsGroup</c>. On the namespace: annotations
/// <c>openshift.io/sa.scc.uid-range</c> and <c>openshift.io/sa.scc.supplemental-groups</c>, where it is known.</para>
/// <para>Allowed: absent, or any other id. Istio's own containers are left alone.</para>
/// </remarks>
internal sealed class ProxyIdentity : PodRule
{
    private static readonly Identity User = new("user", "runAsUser", pod => pod?.RunAsUser, own => own?.RunAsUser);
    private static readonly Identity Group = new("group", "runAsGroup", pod => pod?.RunAsGroup, own => own?.RunAsGroup);

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG304",
        Name = "proxy-identity",
        Summary = "No container has the user or group id by which the redirection knows Istio's proxy.",
        Specification = "PS-5, PS-6, PS-7, PS-9",
        Kinds = PodKinds,
        Why = "The sidecar's own connections must not be redirected to itself, so the redirection lets pass whatever runs under its user "
            + "or group. An application under that id connects past the sidecar, the egress gateway and every rule of the mesh.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: registry.example.com/web:1.0.0
                    securityContext: {runAsUser: 1337}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: registry.example.com/web:1.0.0
                    securityContext: {runAsUser: 10001}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var istio = new IstioContainers(pod, context.Policy.Mesh);
        var proxy = ProxyIds.Of(pod.Spec, context.Namespace);
        Check(User, proxy, pod, istio, context);
        Check(Group, proxy, pod, istio, context);
        CheckFurtherGroups(proxy, pod, context);
    }

    private static void Check(Identity identity, ProxyIds proxy, PodView pod, IstioContainers istio, RuleContext context)
    {
        var inherited = identity.OfPod(pod.Spec.SecurityContext);
        List<string>? heirs = null;
        foreach (var view in new PodContainers(pod.Spec))
        {
            var own = identity.OfContainer(view.Container.SecurityContext);
            if ((own ?? inherited) is not { } id || !proxy.Has(identity, id))
            {
                continue;
            }

            var origin = istio.OriginOf(view);
            if (origin == ContainerOrigin.Istio)
            {
                continue;
            }

            // An ephemeral container comes with a request that reaches nothing else, so what it inherits is told at the container.
            if (own is null && view.List != ContainerList.Ephemeral)
            {
                (heirs ??= []).Add(view.ToString());
            }
            else
            {
                ReportContainer(identity, id, own is null, origin, view, pod, context);
            }
        }

        if (heirs is not null)
        {
            context.Report(
                $"{pod.Root}/spec/securityContext/{identity.Field}",
                $"The pod's {identity.Field} is '{Text(inherited)}', {ProxyIds.Describe(identity, inherited)}, and {Phrase.Join(heirs)} "
                + $"{(heirs.Count == 1 ? "inherits" : "inherit")} it. {Consequence(identity)}",
                $"Set securityContext.{identity.Field} of the pod to another id.");
        }
    }

    private static void ReportContainer(
        Identity identity, long id, bool isInherited, ContainerOrigin origin, ContainerView view, PodView pod, RuleContext context)
    {
        var place = view.PointerIn(pod);
        context.Report(
            isInherited ? place : $"{place}/securityContext/{identity.Field}",
            $"{view.ToSentenceStart()} has {(isInherited ? "the pod's " : "")}{identity.Field} '{Text(id)}', "
            + (id != ProxyIds.Istio && view.Container.Name == IstioContainers.Proxy
                ? $"and the redirection takes the ids of the container with this name for the proxy's. {Consequence(identity)}"
                : $"{ProxyIds.Describe(identity, id)}. {Consequence(identity)}"),
            IstioContainers.Remedy(origin, view, $"Set securityContext.{identity.Field} of the container to another id."));
    }

    private static void CheckFurtherGroups(ProxyIds proxy, PodView pod, RuleContext context)
    {
        if (pod.Spec.SecurityContext is not { } security)
        {
            return;
        }

        // The redirection looks at the group of the socket's creator only, but a member of a group can give a program of its own
        // the set-group-id bit for it (istio-egress.md PS-9).
        const string Why = "A process can give a program of its own the set-group-id bit of any group it is in; "
            + "the redirection lets that program's connections pass.";
        for (var index = 0; index < security.SupplementalGroups.Count; index++)
        {
            var id = security.SupplementalGroups[index];
            if (proxy.Has(Group, id))
            {
                context.Report(
                    $"{pod.Root}/spec/securityContext/supplementalGroups/{JsonPointer.Token(index)}",
                    $"supplementalGroups holds '{Text(id)}', {ProxyIds.Describe(Group, id)}. {Why}",
                    $"Remove {Text(id)} from securityContext.supplementalGroups of the pod.");
            }
        }

        if (security.FsGroup is { } owner && proxy.Has(Group, owner))
        {
            context.Report(
                $"{pod.Root}/spec/securityContext/fsGroup",
                $"fsGroup is '{Text(owner)}', {ProxyIds.Describe(Group, owner)}, and every process of the pod is in it. {Why}",
                "Set securityContext.fsGroup of the pod to another id.");
        }
    }

    private static string Consequence(Identity identity) =>
        $"The redirection lets the connections of this {identity.Noun} pass, so they bypass the sidecar and the egress gateway.";

    private static string Text(long? id) => string.Create(CultureInfo.InvariantCulture, $"{id}");

    /// <summary>The user or the group side of an identity: what it is called and where it stands.</summary>
    private sealed record Identity(
        string Noun, string Field, Func<PodSecurityContext?, long?> OfPod, Func<SecurityContext?, long?> OfContainer);

    /// <summary>The ids that the redirection lets pass besides 1337, when the pod's proxy sets others.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct ProxyIds(long User, long Group)
    {
        public const long Istio = 1337;

        /// <summary>
        /// The ids of the container named istio-proxy, whoever wrote it: istio-cni reads them by the name alone, from the container's
        /// own settings, and takes 0 for unset. Before injection, the namespace tells what they will be (istio-egress.md PS-7).
        /// </summary>
        public static ProxyIds Of(PodSpec spec, Namespace? home)
        {
            var ids = new ProxyIds(OpenShiftIds.User(home) ?? Istio, OpenShiftIds.Group(home) ?? Istio);
            foreach (var view in new PodContainers(spec))
            {
                if (view.Container is { Name: IstioContainers.Proxy, SecurityContext: { } own } && view.List != ContainerList.Ephemeral)
                {
                    ids = new ProxyIds(
                        own.RunAsUser is { } user and not 0 ? user : ids.User,
                        own.RunAsGroup is { } group and not 0 ? group : ids.Group);
                }
            }

            return ids;
        }

        /// <summary>istio-init is told the user only and uses its number for the group as well, so the user's counts for both.</summary>
        public bool Has(Identity identity, long id) =>
            id == Istio || id == User || (id == Group && ReferenceEquals(identity, ProxyIdentity.Group));

        public static string Describe(Identity identity, long? id) =>
            id == Istio ? $"the {identity.Noun} id of Istio's proxy" : $"an id of this pod's {IstioContainers.Proxy}";
    }
}
