using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Rules.Pods;

namespace EgressGuard.Core.Tests.Rules.Pods;

public sealed class IstioContainersTests
{
    private const string Listed = """{"initContainers":["istio-init","istio-validation"],"containers":["istio-proxy"]}""";

    private static readonly MeshSettings Mesh = new()
    {
        ProxyImages = ["docker.io/istio/proxyv2", "registry.example.com:5000/*/proxyv2"],
    };

    [Theory]
    [InlineData("docker.io/istio/proxyv2", "Istio")]
    [InlineData("docker.io/istio/proxyv2:1.27.1", "Istio")]
    [InlineData("docker.io/istio/proxyv2:1.27.1-distroless", "Istio")]
    [InlineData("docker.io/istio/proxyv2@sha256:00", "Istio")]
    [InlineData("docker.io/istio/proxyv2:1.27.1@sha256:00", "Istio")]
    [InlineData("registry.example.com:5000/istio/proxyv2", "Istio")]
    [InlineData("registry.example.com:5000/istio/proxyv2:1.27.1", "Istio")]
    [InlineData("registry.example.com:5000/a/b/proxyv2:1.27.1", "Istio")]
    [InlineData("registry.example.com:5001/istio/proxyv2:1.27.1", "UnknownImage")]
    [InlineData("registry.example.com/istio/proxyv2:1.27.1", "UnknownImage")]
    [InlineData("docker.io/istio/proxyv2-tools:1.27.1", "UnknownImage")]
    [InlineData("docker.io/istio/Proxyv2:1.27.1", "UnknownImage")]
    [InlineData("evil.example.com/docker.io/istio/proxyv2:1.27.1", "UnknownImage")]
    [InlineData("evil.example.com/tools:docker.io/istio/proxyv2", "UnknownImage")]
    [InlineData("evil.example.com/tools@docker.io/istio/proxyv2", "UnknownImage")]
    [InlineData("auto", "UnknownImage")]
    [InlineData(":", "UnknownImage")]
    [InlineData("@", "UnknownImage")]
    [InlineData("", "UnknownImage")]
    [InlineData(null, "UnknownImage")]
    public void The_image_counts_without_tag_and_digest(string? image, string origin) =>
        Assert.Equal(origin, OriginOf(Listed, ContainerList.App, Proxy() with { Image = image }));

    [Theory]
    [InlineData(Listed, "Istio")]
    [InlineData("""{"containers":["istio-proxy"]}""", "Istio")]
    [InlineData("""{"initContainers":null,"containers":["other","istio-proxy"]}""", "Istio")]
    [InlineData("""{"initContainers":["istio-proxy"],"containers":null}""", "User")]
    [InlineData("""{"containers":["Istio-proxy"]}""", "User")]
    [InlineData("""{"Containers":["istio-proxy"]}""", "User")]
    [InlineData("""{"containers":"istio-proxy"}""", "User")]
    [InlineData("""{"containers":[["istio-proxy"],null,1]}""", "User")]
    [InlineData("""{"containers":["istio-proxy"],"containers":["istio-proxy"]}""", "User")]
    [InlineData("""{"containers":["istio-proxy"]} x""", "User")]
    [InlineData("""{"containers":["istio-proxy"]""", "User")]
    [InlineData("""{"containers":["\ud800"]}""", "User")]
    [InlineData("""["istio-proxy"]""", "User")]
    [InlineData("\"istio-proxy\"", "User")]
    [InlineData("null", "User")]
    [InlineData("true", "User")]
    [InlineData("istio-proxy", "User")]
    [InlineData(" ", "User")]
    [InlineData("", "User")]
    [InlineData(null, "User")]
    public void The_injectors_annotation_must_list_it(string? status, string origin) =>
        Assert.Equal(origin, OriginOf(status, ContainerList.App, Proxy()));

    [Fact]
    public void An_annotation_nested_beyond_reason_is_not_believed() => Assert.Equal(
        "User", OriginOf($$"""{"containers":["istio-proxy"],"x":{{new string('[', 100_000)}}""", ContainerList.App, Proxy()));

    [Theory]
    [InlineData("istio-proxy", "Init", "proxy sidecar", "User")]
    [InlineData("istio-proxy", "App", "proxy sidecar --domain x", "Istio")]
    [InlineData("istio-proxy", "Ephemeral", "proxy sidecar", "User")]
    [InlineData("istio-proxy", "App", "proxy router", "User")]
    [InlineData("istio-proxy", "App", "proxy", "User")]
    [InlineData("istio-proxy", "App", "istio-iptables", "User")]
    [InlineData("istio-init", "Init", "istio-iptables -p 15001", "Istio")]
    [InlineData("istio-init", "App", "istio-iptables -p 15001", "User")]
    [InlineData("istio-init", "Ephemeral", "istio-iptables -p 15001", "User")]
    [InlineData("istio-init", "Init", "proxy sidecar", "User")]
    [InlineData("istio-init", "Init", "", "User")]
    [InlineData("istio-validation", "Init", "istio-iptables --run-validation", "Istio")]
    [InlineData("istio-validation", "App", "istio-iptables", "User")]
    [InlineData("enable-core-dump", "Init", "-c sysctl", "User")]
    [InlineData("Istio-proxy", "App", "proxy sidecar", "User")]
    [InlineData("", "App", "proxy sidecar", "User")]
    [InlineData(null, "App", "proxy sidecar", "User")]
    public void Name_list_and_arguments_go_together(string? name, string list, string args, string origin) => Assert.Equal(
        origin,
        OriginOf(
            Listed,
            Enum.Parse<ContainerList>(list),
            Proxy() with { Name = name, Args = args.Split(' ', StringSplitOptions.RemoveEmptyEntries) }));

    [Fact]
    public void A_native_sidecar_is_listed_among_the_init_containers() => Assert.Equal(
        "Istio", OriginOf("""{"initContainers":["istio-init","istio-proxy"],"containers":null}""", ContainerList.Init, Proxy()));

    [Fact]
    public void A_command_of_its_own_makes_it_the_authors() =>
        Assert.Equal("User", OriginOf(Listed, ContainerList.App, Proxy() with { Command = ["/usr/local/bin/pilot-agent"] }));

    private static Container Proxy() => new() { Name = "istio-proxy", Image = "docker.io/istio/proxyv2:1.27.1", Args = ["proxy", "sidecar"] };

    private static string OriginOf(string? status, ContainerList list, Container container)
    {
        var annotations = status is null ? null : PodJudge.One(IstioContainers.StatusAnnotation, status);
        var pod = new PodView(new ObjectMeta { Annotations = annotations }, new PodSpec(), "");
        return new IstioContainers(pod, Mesh).OriginOf(new ContainerView(container, list, 0)).ToString();
    }
}
