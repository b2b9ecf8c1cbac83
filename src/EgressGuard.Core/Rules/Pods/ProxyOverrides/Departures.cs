using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// What may not be in a container of Istio's: one list for containers of the author's that Istio's injector lays over its own
/// (istio-egress.md POD-17, POD-18), one for what the injector has added already (ENV-1, PS-21), to which an author can add as well.
/// </summary>
internal static class Departures
{
    private const string SetForMesh = "what the proxy needs is set for the whole mesh, by the platform's owners.";

    /// <summary>What an author's <c>istio-proxy</c> sets besides what may be customised.</summary>
    public static IEnumerable<Departure> OfAuthor(Container container, PodSettings policy)
    {
        const string Program =
            "The redirection lets the proxy's connections pass; a program of the author's in its place can connect anywhere.";
        if (container.Image is { Length: > 0 } image and not "auto")
        {
            yield return new("/image", $"image {Quote.Text(image)}", Program, "Set image to 'auto'.");
        }

        if (container.Command.Count > 0)
        {
            yield return new("/command", $"command {Quote.Text(string.Join(' ', container.Command))}", Program, "Remove command.");
        }

        if (container.Args.Count > 0)
        {
            yield return new("/args", $"args {Quote.Text(string.Join(' ', container.Args))}", Program, "Remove args.");
        }

        if (container.WorkingDir is { Length: > 0 } directory)
        {
            yield return new("/workingDir", $"workingDir {Quote.Text(directory)}", Program, "Remove workingDir.");
        }

        if (Variables(container, variable => !ProxyVariables.IsAllowed(variable, policy)) is { } variables)
        {
            yield return new(
                "/env",
                $"env {variables}",
                "Such variables can switch the redirection off, or give the proxy another control plane or bootstrap.",
                "Remove what the policy does not list in spec.pods.allowedProxyMetadata.");
        }

        foreach (var departure in OfEither(container))
        {
            yield return departure;
        }
    }

    /// <summary>What a container that is otherwise Istio's has and the injector never writes.</summary>
    public static IEnumerable<Departure> OfInjected(ContainerView view, PodView pod, PodSettings policy)
    {
        var container = view.Container;
        if (InjectedArguments.FindForeign(view, pod, policy) is { } foreign)
        {
            yield return new(
                "/args",
                foreign,
                "Istio's injector writes no such thing; it can take connections out of the redirection or replace the proxy's configuration.",
                "Remove your own args from the container; what the whole mesh excludes belongs in the policy's "
                + "spec.pods.allowedExcludedIPRanges and spec.pods.allowedExcludedPorts.");
        }

        if (Variables(container, variable => ProxyVariables.IsDangerous(variable, policy)) is { } variables)
        {
            yield return new(
                "/env",
                $"env {variables}",
                "Istio's injector writes no such thing; it can switch the redirection off or replace the proxy's program or configuration.",
                "Remove what you added to the container's env, and set nothing of the kind in proxyMetadata.");
        }

        foreach (var departure in OfEither(container))
        {
            yield return departure;
        }
    }

    private static IEnumerable<Departure> OfEither(Container container)
    {
        if (container.EnvFrom.Count > 0)
        {
            yield return new(
                "/envFrom",
                "envFrom",
                "Its variables cannot be seen here, and some switch the redirection off or replace the proxy's configuration.",
                "Remove envFrom; " + SetForMesh);
        }

        for (var index = 0; index < container.VolumeMounts.Count; index++)
        {
            var path = container.VolumeMounts[index].MountPath ?? "";
            if (ProxyMounts.ReplacesProgram(path))
            {
                yield return new(
                    "/volumeMounts/" + JsonPointer.Token(index),
                    $"a mount at {Quote.Text(path)}",
                    "A volume there can replace the programs that run as the proxy, whose connections the redirection lets pass.",
                    "Mount the volume at a path of its own, such as /etc/certs.");
            }
        }

        foreach (var (place, action) in Commands(container))
        {
            if (action is { Command: { Count: > 0 } command } && !ProxyCommands.IsKnown(command))
            {
                yield return new(
                    $"/{place}/exec/command",
                    $"{place.Replace('/', '.')}.exec {Quote.Text(string.Join(' ', command))}",
                    "The command runs as the proxy, whose connections the redirection lets pass.",
                    "Use 'pilot-agent wait', 'pilot-agent request' or 'sleep'; " + SetForMesh);
            }
        }
    }

    private static (string Place, ExecAction? Action)[] Commands(Container container) =>
    [
        ("lifecycle/postStart", container.Lifecycle?.PostStart?.Exec),
        ("lifecycle/preStop", container.Lifecycle?.PreStop?.Exec),
        ("startupProbe", container.StartupProbe?.Exec),
        ("livenessProbe", container.LivenessProbe?.Exec),
        ("readinessProbe", container.ReadinessProbe?.Exec),
    ];

    private static string? Variables(Container container, Func<EnvVar, bool> picks)
    {
        List<string> names = [.. container.Env.Where(picks).Select(variable => variable.Name ?? "")];
        return names.Count == 0 ? null : Phrase.QuoteAll(names);
    }
}
