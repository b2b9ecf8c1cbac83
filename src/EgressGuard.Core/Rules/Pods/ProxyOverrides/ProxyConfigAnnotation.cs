using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The annotation <c>proxy.istio.io/config</c> sets nothing but what the policy lists (istio-egress.md POD-16, ENV-1). Keys count in
/// camel case and in snake case, because Istio reads both (A2).
/// </summary>
internal static class ProxyConfigAnnotation
{
    private const string Name = "proxy.istio.io/config";
    private const string Metadata = "proxyMetadata";
    private const string InterceptionMode = "interceptionMode";

    public static void Check(PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(Name) is not { } text)
        {
            return;
        }

        if (ProxyConfigText.Read(text) is not { } entries)
        {
            Report(
                pod,
                context,
                $"Annotation {Name} is {Quote.Text(text)}, which cannot be read with certainty. What it changes in the proxy cannot be "
                + "told, so it is not let through.",
                "Write it as JSON, or as YAML with one key and one short value a line, indented with spaces.");
            return;
        }

        CheckKeys(entries, pod, context);
        foreach (var entry in entries)
        {
            switch (CamelCase(entry.Key))
            {
                case InterceptionMode:
                    CheckInterceptionMode(entry, pod, context);
                    break;
                case Metadata:
                    CheckMetadata(entry, pod, context);
                    break;
            }
        }
    }

    private static void CheckKeys(IReadOnlyList<ProxyConfigEntry> entries, PodView pod, RuleContext context)
    {
        var allowed = context.Policy.Pods.AllowedProxyConfigKeys;
        List<string> others =
        [
            .. entries.Select(entry => entry.Key)
                .Where(key => CamelCase(key) is not (InterceptionMode or Metadata) && !allowed.Contains(CamelCase(key))),
        ];
        if (others.Count > 0)
        {
            Report(
                pod,
                context,
                $"Annotation {Name} sets {Phrase.QuoteAll(others)}. With settings that the policy does not list, a proxy can be given "
                + "another program, other listeners or another control plane, so that what passes it bypasses the egress gateway.",
                $"Remove {(others.Count == 1 ? "it" : "them")}; the policy lists what pods may set in spec.pods.allowedProxyConfigKeys.");
        }
    }

    private static void CheckInterceptionMode(ProxyConfigEntry entry, PodView pod, RuleContext context)
    {
        if (entry.Value is not ("REDIRECT" or "TPROXY" or "0" or "1"))
        {
            Report(
                pod,
                context,
                $"Annotation {Name} sets {entry.Key} to {Quote.Text(entry.Value ?? "")}, "
                + (entry.Value is "NONE" or "2"
                    ? "so Istio sets up no redirection to the sidecar. Every connection of the pod bypasses the egress gateway."
                    : "which is no mode that Istio knows. What it does to the redirection cannot be told, so it is not let through."),
                $"Remove {entry.Key}, or set it to 'REDIRECT' or 'TPROXY', in capitals.");
        }
    }

    private static void CheckMetadata(ProxyConfigEntry entry, PodView pod, RuleContext context)
    {
        List<string> others =
            [.. entry.Members.Select(member => member.Key).Where(name => !context.Policy.Pods.AllowedProxyMetadata.Contains(name))];
        if (others.Count > 0)
        {
            Report(
                pod,
                context,
                $"Annotation {Name} sets {Phrase.QuoteAll(others)} in {entry.Key}. These become variables of istio-init and istio-proxy, "
                + "some of which switch the redirection off or replace the proxy's configuration.",
                $"Remove {(others.Count == 1 ? "it" : "them")}; the policy lists what pods may set in spec.pods.allowedProxyMetadata.");
        }

        List<string> off = [.. entry.Members.Where(ProxyVariables.SwitchesDnsCaptureOff).Select(member => member.Key)];
        if (off.Count > 0)
        {
            Report(
                pod,
                context,
                $"Annotation {Name} switches {Phrase.QuoteAll(off)} off. The proxy then no longer answers the pod's DNS queries, and "
                + "connections that it knows by the addresses it gave out are not sent to the egress gateway.",
                $"Remove {(off.Count == 1 ? "it" : "them")}, or write 'true'.");
        }
    }

    private static void Report(PodView pod, RuleContext context, string message, string remedy) =>
        context.Report(pod.Root + JsonPointer.Annotation(Name), message, remedy);

    /// <summary>The key as Istio's JSON has it: <c>interception_mode</c> is <c>interceptionMode</c>.</summary>
    internal static string CamelCase(string key)
    {
        var words = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? key : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
