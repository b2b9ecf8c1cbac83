using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The annotation <c>proxy.istio.io/overrides</c>: containers that the injector lays over its own without any of them showing in the
/// pod (istio-egress.md POD-17). The injector itself keeps there what the author wrote in a container of Istio's name, so what may be
/// written there may stand here. Containers of other names are laid over nothing of Istio's.
/// </summary>
internal static class OverridesAnnotation
{
    private const string Name = "proxy.istio.io/overrides";

    public static void Check(PodView pod, IstioContainers istio, RuleContext context)
    {
        if (pod.Metadata.Annotation(Name) is not { } text)
        {
            return;
        }

        if (OverrideLists.Read(text) is not { } lists)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(Name),
                $"Annotation {Name} is {Quote.Text(text)}, which cannot be read with certainty. Istio's injector lays what it reads there "
                + "over its own containers, so it is not let through.",
                "Remove the annotation; Istio's injector writes it itself.");
            return;
        }

        List<string> settings = [];
        foreach (var container in lists.Containers.Concat(lists.InitContainers))
        {
            // What shows in the pod is reported there.
            if (!IsJudgedInPod(container, pod, istio) && Settings(container, context.Policy.Pods) is { Count: > 0 } found)
            {
                settings.Add($"{Phrase.Join(found)} of {(container.Name is { } name ? Quote.Text(name) : "a container without a name")}");
            }
        }

        if (settings.Count > 0)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(Name),
                $"Annotation {Name} sets {Phrase.Join(settings)}. Istio's injector lays this over its own containers without its showing "
                + "in the pod, so the redirection or the proxy can be replaced.",
                "Take this out of your container of that name, from which Istio's injector copies it, or out of the annotation.");
        }
    }

    private static bool IsJudgedInPod(Container container, PodView pod, IstioContainers istio)
    {
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.Container.Name == container.Name && istio.OriginOf(view) == ContainerOrigin.User)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the container sets and may not, such as <c>command 'sh'</c>.</summary>
    private static List<string> Settings(Container container, PodSettings policy) => container.Name switch
    {
        null or IstioContainers.Proxy =>
            [.. Departures.OfAuthor(container, policy).Select(departure => departure.What), .. Identity(container.SecurityContext)],
        var name when NamedContainers.IsHelper(name) => ["settings"],
        _ => [],
    };

    /// <summary>In the pod itself, EG304 and EG305 judge this.</summary>
    private static IEnumerable<string> Identity(SecurityContext? security)
    {
        if (security?.RunAsUser is { } user)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"runAsUser '{user}'");
        }

        if (security?.RunAsGroup is { } group)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"runAsGroup '{group}'");
        }

        if (security?.Privileged == true)
        {
            yield return "privileged 'true'";
        }

        if (security?.Capabilities?.Add is { Count: > 0 } added)
        {
            yield return $"capabilities {Phrase.QuoteAll(added)}";
        }
    }
}
