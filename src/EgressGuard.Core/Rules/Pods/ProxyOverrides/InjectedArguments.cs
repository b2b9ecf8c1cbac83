using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The arguments of containers that are otherwise Istio's. A pod that comes with the injector's annotation gets its own arguments laid
/// over the injector's, and unlike otherwise that leaves no trace in <c>proxy.istio.io/overrides</c>; so they are judged as they stand.
/// </summary>
internal static class InjectedArguments
{
    /// <summary>The first argument that undoes the redirection or replaces the proxy's bootstrap, for a sentence; null when there is none.</summary>
    public static string? FindForeign(ContainerView view, PodView pod, PodSettings policy) =>
        view.Container.Name == IstioContainers.Proxy
            ? view.Container.Args.FirstOrDefault(GivesBootstrap) is { } argument ? $"argument {Quote.Text(argument)}" : null
            : FindInRedirection(view.Container, pod, policy);

    private static bool GivesBootstrap(string argument) => argument.Split('=')[0] is "--templateFile" or "--meshConfig";

    /// <summary>The options of istio-iptables: no others than the injector writes, and none that takes something out of the redirection.</summary>
    private static string? FindInRedirection(Container container, PodView pod, PodSettings policy)
    {
        var takesAll = false;
        for (var i = 1; i < container.Args.Count; i++)
        {
            var option = container.Args[i];
            if (option is "--log_as_json" or "--run-validation" or "--force-apply" or "--native-nftables"
                || option.StartsWith("--log_output_level=", StringComparison.Ordinal)
                || (option == "--skip-rule-apply" && container.Name == IstioContainers.Validation))
            {
                continue;
            }

            if (++i >= container.Args.Count || !IsHarmless(option, container.Args[i], pod, policy))
            {
                return i >= container.Args.Count
                    ? $"argument {Quote.Text(option)}"
                    : $"arguments {Quote.Text($"{option} {container.Args[i]}")}";
            }

            takesAll |= option == "-i";
        }

        return takesAll ? null : "args without '-i *'";
    }

    private static bool IsHarmless(string option, string value, PodView pod, PodSettings policy)
    {
        return option switch
        {
            "-p" or "-z" => ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "-b" or "-d" or "-q" or "-k" => true,
            "-u" => value == "1337" || (value != "0" && value == ProxyUser(pod)?.ToString(CultureInfo.InvariantCulture)),
            "-m" => value is "REDIRECT" or "TPROXY" || IsOf(OutboundCaptureExcluded.InterceptionMode),
            "-i" => value == "*" || IsOf(OutboundCaptureExcluded.IncludedRanges),
            "-x" => Items(value).All(policy.AllowedExcludedIPRanges.Contains) || IsOf(OutboundCaptureExcluded.ExcludedRanges),
            "-o" => Items(value).All(port => OutboundCaptureExcluded.IsAllowed(port, policy.AllowedExcludedPorts))
                || IsOf(OutboundCaptureExcluded.ExcludedPorts),
            "-c" => Items(value).Length == 0 || IsOf(OutboundCaptureExcluded.ExcludedInterfaces),
            _ => false,
        };

        // What the injector copies from an annotation is EG303's to judge there.
        bool IsOf(string annotation) => pod.Metadata.Annotation(annotation) == value;
    }

    private static string[] Items(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The proxy's user, which EG304 lets no other container have, but for 0: in TPROXY mode the proxy runs as root, too.</summary>
    private static long? ProxyUser(PodView pod)
    {
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.Container.Name == IstioContainers.Proxy && view.List != ContainerList.Ephemeral)
            {
                return view.Container.SecurityContext?.RunAsUser;
            }
        }

        return null;
    }
}
