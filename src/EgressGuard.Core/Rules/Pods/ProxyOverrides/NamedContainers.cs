using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// Containers with the names of Istio's are laid over Istio's own by the injector, and istio-cni goes by their names
/// (istio-egress.md POD-18, PS-21).
/// </summary>
internal static class NamedContainers
{
    /// <summary>Whether Istio's injector or istio-cni knows a container by this name.</summary>
    public static bool IsIstioName(string? name) => name == IstioContainers.Proxy || IsHelper(name);

    /// <summary>Whether the name is one of those that set up or check the redirection, which are nobody's to customise.</summary>
    public static bool IsHelper(string? name) => name is IstioContainers.Init or IstioContainers.Validation or "enable-core-dump";

    public static void Check(PodView pod, IstioContainers istio, RuleContext context)
    {
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (!IsIstioName(view.Container.Name))
            {
                continue;
            }

            switch (istio.OriginOf(view))
            {
                case ContainerOrigin.User when IsHelper(view.Container.Name):
                    ReportHelper(view, pod, context);
                    break;
                case ContainerOrigin.User:
                    Report(Departures.OfAuthor(view.Container, context.Policy.Pods), ContainerOrigin.User, view, pod, context);
                    break;
                case var origin:
                    ReportImage(origin, view, pod, context);
                    Report(Departures.OfInjected(view, pod, context.Policy.Pods), ContainerOrigin.Istio, view, pod, context);
                    break;
            }
        }
    }

    private static void ReportHelper(ContainerView view, PodView pod, RuleContext context) => context.Report(
        view.PointerIn(pod) + "/name",
        $"{view.ToSentenceStart()} has a name of Istio's, but is not what Istio's injector writes. Istio lays it over its own container "
        + "or, with istio-cni, sets up no redirection for the pod, so connections bypass the egress gateway.",
        "Give the container another name, or remove it.");

    private static void ReportImage(ContainerOrigin origin, ContainerView view, PodView pod, RuleContext context)
    {
        if (origin == ContainerOrigin.UnknownImage)
        {
            context.Report(
                view.PointerIn(pod) + "/image",
                $"{view.ToSentenceStart()} has image {Quote.Text(view.Container.Image ?? "")}, which the policy does not know as the "
                + "proxy's. Another program in its place need set up no redirection, and its connections bypass the egress gateway.",
                IstioContainers.Remedy(origin, view, ""));
        }
    }

    private static void Report(
        IEnumerable<Departure> departures, ContainerOrigin origin, ContainerView view, PodView pod, RuleContext context)
    {
        foreach (var departure in departures)
        {
            context.Report(
                view.PointerIn(pod) + departure.Place,
                $"{view.ToSentenceStart()} sets {departure.What}. {departure.Danger}",
                IstioContainers.Remedy(origin, view, departure.Remedy));
        }
    }
}
