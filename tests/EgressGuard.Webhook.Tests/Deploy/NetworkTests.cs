using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>Who reaches the guard, and whom it reaches.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void The_network_policy_lets_in_what_the_container_listens_on_and_out_what_the_API_server_listens_on()
    {
        var objects = Kustomization.Overlay("self-signed");
        var policy = objects.The("NetworkPolicy")["spec"]!;
        var container = objects.The("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;

        Assert.Equal(["Ingress", "Egress"], policy["policyTypes"].Texts());
        Assert.Equal(
            container["ports"].Items().Select(port => port["containerPort"]!.GetValue<int>()),
            Assert.Single(policy["ingress"].Items())["ports"].Items().Select(port => port["port"]!.GetValue<int>()));
        Assert.Equal([443, 6443], Assert.Single(policy["egress"].Items())["ports"].Items().Select(port => port["port"]!.GetValue<int>()));
    }

    [Fact]
    public void The_Service_leads_to_the_ports_of_the_container_and_the_monitor_to_a_port_of_the_Service()
    {
        var objects = Chart.Render("serviceMonitor: {enabled: true}");
        var container = objects.The("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var service = objects.The("Service");
        var monitor = objects.The("ServiceMonitor")["spec"]!;
        var endpoint = Assert.Single(monitor["endpoints"].Items());

        Assert.Equal(
            container["ports"].Items().Select(port => port["name"]!.GetValue<string>()),
            service["spec"]!["ports"].Items().Select(port => port["targetPort"]!.GetValue<string>()));
        Assert.Contains(service["spec"]!["ports"].Items(), port => JsonNode.DeepEquals(port["name"], endpoint["port"]));
        Assert.Equal("/metrics", endpoint["path"]!.GetValue<string>());
        Assert.All(monitor["selector"]!["matchLabels"]!.AsObject(), label => Assert.Equal(
            label.Value!.GetValue<string>(), service["metadata"]!["labels"]![label.Key]!.GetValue<string>()));
    }
}
