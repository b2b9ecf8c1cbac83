using System.Text.Json;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>Whose container it is, as far as the object tells.</summary>
internal enum ContainerOrigin
{
    /// <summary>The author's own: judged like any other.</summary>
    User,

    /// <summary>Istio's in every respect but its image, which the policy does not list. Judged like the author's own.</summary>
    UnknownImage,

    /// <summary>What Istio's injector adds.</summary>
    Istio,
}

/// <summary>
/// Tells the containers that Istio's injector added from those that only bear their names. Istio's run as the user that the
/// redirection lets pass, with the capabilities that change it, so a name must not be enough. What counts as Istio's:
/// <list type="bullet">
/// <item>the name <c>istio-init</c>, <c>istio-validation</c> (with istio-cni) or <c>istio-proxy</c>, in a list where the injector
/// puts it: the first two among the init containers, the proxy there (native sidecar) or among the containers;</item>
/// <item>the annotation <c>sidecar.istio.io/status</c>, which the injector writes, names it in that list;</item>
/// <item>its image is one of the policy's <c>spec.mesh.proxyImages</c>;</item>
/// <item>it keeps the image's entry point, and its arguments begin as the injector's do.</item>
/// </list>
/// An author can write all of that, too. It then is Istio's program in Istio's role; what its environment, hooks and further
/// arguments make of it is not this type's to judge. The privileged <c>enable-core-dump</c> container of old releases runs a shell
/// and is therefore never Istio's.
/// </summary>
internal sealed class IstioContainers(PodView pod, MeshSettings mesh)
{
    /// <summary>The name of the sidecar's container.</summary>
    public const string Proxy = "istio-proxy";

    /// <summary>The name of the init container that sets up the redirection.</summary>
    public const string Init = "istio-init";

    /// <summary>The annotation in which the injector lists what it added (istio-egress.md POD-4).</summary>
    public const string StatusAnnotation = "sidecar.istio.io/status";

    /// <summary>The name of the init container that waits, with istio-cni, until the redirection works.</summary>
    public const string Validation = "istio-validation";

    private InjectionStatus? _status;

    /// <summary>Whose the container is.</summary>
    public ContainerOrigin OriginOf(ContainerView view)
    {
        var container = view.Container;
        var isPlausible = container.Name switch
        {
            Proxy => view.List != ContainerList.Ephemeral && container.Args is ["proxy", "sidecar", ..],
            Init or Validation => view.List == ContainerList.Init && container.Args is ["istio-iptables", ..],
            _ => false,
        };
        if (!isPlausible || container.Command.Count != 0)
        {
            return ContainerOrigin.User;
        }

        _status ??= InjectionStatus.Read(pod.Metadata.Annotation(StatusAnnotation));
        if (!_status.Lists(view))
        {
            return ContainerOrigin.User;
        }

        return IsProxyImage(container.Image) ? ContainerOrigin.Istio : ContainerOrigin.UnknownImage;
    }

    /// <summary>
    /// What to write instead: <paramref name="remedy"/>, unless only the container's image keeps it from being Istio's, or it runs a
    /// gateway: those belong to namespaces of the platform (istio-egress.md 5.2, KG-4).
    /// </summary>
    public static string Remedy(ContainerOrigin origin, ContainerView view, string remedy) => view.Container switch
    {
        _ when origin == ContainerOrigin.UnknownImage =>
            $"If the mesh pulls its proxy from its own registry, list {Quote.Text(Repository(view.Container.Image))} in the policy's "
            + "spec.mesh.proxyImages; otherwise remove the container.",
        { Name: Proxy, Args: ["proxy", "router" or "waypoint", ..] } =>
            "If the namespace is one of the platform's and runs Istio's gateways, list it in the policy's spec.platformNamespaces; otherwise "
            + "remove the container.",
        _ => remedy,
    };

    private bool IsProxyImage(string? image)
    {
        var repository = Repository(image);
        foreach (var pattern in mesh.ProxyImages)
        {
            if (Glob.IsMatch(pattern, repository))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The image without digest and tag. A colon before the last slash belongs to the registry's port.</summary>
    private static string Repository(string? image)
    {
        image ??= "";
        var digest = image.IndexOf('@', StringComparison.Ordinal);
        image = digest < 0 ? image : image[..digest];
        var tag = image.LastIndexOf(':');
        return tag > image.LastIndexOf('/') ? image[..tag] : image;
    }

    /// <summary>The container names in the injector's annotation; none when it is absent or not what the injector writes.</summary>
    private sealed record InjectionStatus(HashSet<string> InitContainers, HashSet<string> Containers)
    {
        private static readonly InjectionStatus Nothing = new([], []);
        private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

        public static InjectionStatus Read(string? annotation)
        {
            if (string.IsNullOrEmpty(annotation))
            {
                return Nothing;
            }

            try
            {
                using var status = JsonDocument.Parse(annotation, Strict);
                return status.RootElement.ValueKind == JsonValueKind.Object
                    ? new InjectionStatus(Names(status.RootElement, "initContainers"), Names(status.RootElement, "containers"))
                    : Nothing;
            }
            catch (JsonException)
            {
                return Nothing;
            }
            catch (InvalidOperationException)
            {
                // A string with an unpaired surrogate escape.
                return Nothing;
            }
        }

        public bool Lists(ContainerView view) =>
            (view.List == ContainerList.Init ? InitContainers : Containers).Contains(view.Container.Name ?? "");

        /// <summary>The strings of a list; the injector writes null for an empty one.</summary>
        private static HashSet<string> Names(JsonElement status, string list) =>
            status.TryGetProperty(list, out var names) && names.ValueKind == JsonValueKind.Array
                ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
                : [];
    }
}
