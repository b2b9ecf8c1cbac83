using System.Text;
using System.Text.Json;
using EgressGuard.Cli.Clusters;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Probing;

/// <summary>Tries everything on a cluster, each as a dry run: nothing is stored.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="namespace">The namespace to try it in.</param>
internal sealed class ProbeRun(Cluster cluster, string @namespace)
{
    private const int PodsLookedAt = 50;

    private readonly ObjectRef _namespace = new("", @namespace);

    /// <summary>The outcomes, in the order of the list.</summary>
    /// <exception cref="UsageException">The cluster cannot be asked, or the namespace is not there.</exception>
    public IReadOnlyList<ProbeResult> Try()
    {
        RequireNamespace();
        return [.. ProbeList.All.Select(Try)];
    }

    private void RequireNamespace()
    {
        try
        {
            if (Ask(cancellation => cluster.Api.GetAsync(ProbeTypes.Namespaces[0], _namespace, cancellation)) is null)
            {
                throw new UsageException($"{cluster.Server} has no namespace '{@namespace}'; give one that is in the mesh with --namespace");
            }
        }
        catch (ApiException exception) when (exception.Error.IsForbidden)
        {
            // Whoever may write in a namespace need not be allowed to read it.
        }
    }

    private ProbeResult Try(Probe probe)
    {
        var result = new ProbeResult(probe, ProbeOutcome.NotApplicable, "");
        foreach (var type in probe.Types)
        {
            result = Try(probe, type);
            if (result.Outcome != ProbeOutcome.NotApplicable)
            {
                break;
            }
        }

        return result;
    }

    private ProbeResult Try(Probe probe, ResourceType type)
    {
        try
        {
            switch (probe.Form)
            {
                case ProbeForm.Create:
                    Ask(cancellation => cluster.DryRuns.TryCreateAsync(type, @namespace, JsonOf(probe, type), cancellation));
                    break;
                case ProbeForm.ChangeNamespace:
                    Ask(cancellation => cluster.DryRuns.TryMergeAsync(type, _namespace, JsonOf(probe, type), probe.SubResource, cancellation));
                    break;
                default:
                    if (FindPod() is not { } pod)
                    {
                        return new ProbeResult(probe, ProbeOutcome.NotApplicable, $"there is no pod in {@namespace} to try it on");
                    }

                    Ask(cancellation => cluster.DryRuns.TryMergeAsync(
                        type, new ObjectRef(@namespace, pod), JsonOf(probe, type), probe.SubResource, cancellation));
                    break;
            }

            return new ProbeResult(probe, ProbeOutcome.Admitted, "");
        }
        catch (ApiException exception) when (exception.Error.Code != 401)
        {
            var (outcome, detail) = ProbeAnswer.Read(exception.Error, type);
            return new ProbeResult(probe, outcome, detail);
        }
    }

    /// <summary>A pod that has no ephemeral containers yet: the API server lets none be taken away, and a merge would.</summary>
    private string? FindPod()
    {
        var here = ProbeTypes.Pods[0] with { Only = new ObjectRef(@namespace, "") };
        foreach (var item in Ask(cancellation => cluster.Api.ListAsync(here, PodsLookedAt, null, cancellation)).Items)
        {
            using var pod = JsonDocument.Parse(item);
            if (!pod.RootElement.TryGetProperty("spec", out var spec) || !spec.TryGetProperty("ephemeralContainers", out _))
            {
                return pod.RootElement.GetProperty("metadata").GetProperty("name").GetString();
            }
        }

        return null;
    }

    private ReadOnlyMemory<byte> JsonOf(Probe probe, ResourceType type)
    {
        var yaml = $"apiVersion: {type.ApiVersion}\nkind: {type.Kind}\n{probe.Yaml.Replace("NAMESPACE", @namespace, StringComparison.Ordinal)}";
        return ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "probe").Single().Json;
    }

    /// <summary>What the server refuses is an outcome; that it cannot be reached, or does not know the caller, ends the run.</summary>
    private T Ask<T>(Func<CancellationToken, Task<T>> question) => cluster.Ask(async cancellation =>
    {
        try
        {
            return await question(cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException { Error.Code: 401 })
        {
            throw new ListingException(WatchedTypes.All[ObjectKind.Namespace], exception);
        }
    });
}
