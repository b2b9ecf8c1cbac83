using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The annotation <c>inject.istio.io/templates</c> asks for templates of the policy only (istio-egress.md POD-19). An empty item is no
/// template: Istio's injector refuses such a pod.
/// </summary>
internal static class InjectionTemplates
{
    private const string Name = "inject.istio.io/templates";

    public static void Check(PodView pod, RuleContext context)
    {
        var allowed = context.Policy.Pods.AllowedInjectionTemplates;
        List<string> others =
        [
            .. (pod.Metadata.Annotation(Name) ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(template => !allowed.Contains(template)),
        ];
        if (others.Count > 0)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(Name),
                $"Annotation {Name} asks for {(others.Count == 1 ? "template" : "templates")} {Phrase.QuoteAll(others)}, which the policy "
                + "does not list. A template other than the sidecar's sets up no redirection, or changes the proxy, so connections bypass "
                + "the egress gateway.",
                "Remove the annotation, or have the policy list the templates in spec.pods.allowedInjectionTemplates; a gateway belongs in "
                + "a namespace of the policy's spec.platformNamespaces.");
        }
    }
}
