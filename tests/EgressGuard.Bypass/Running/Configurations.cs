using System.Text.Json.Nodes;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Running;

/// <summary>The webhook configurations as each way of installing leaves them: the overlays of deploy/ and the chart.</summary>
public static class Configurations
{
    /// <summary>How there is to install.</summary>
    public static TheoryData<string> Ways => [.. DeployFiles.Overlays, "helm"];

    /// <summary>All objects of a way.</summary>
    public static IReadOnlyList<JsonObject> Objects(string way) => way == "helm" ? Chart.Render() : Kustomization.Overlay(way);

    public static JsonObject Validating(string way) => Objects(way).The("ValidatingWebhookConfiguration");

    public static JsonObject Mutating(string way) => Objects(way).The("MutatingWebhookConfiguration");

    /// <summary>Every webhook of a way.</summary>
    public static IReadOnlyList<JsonObject> Webhooks(string way) =>
        [.. Validating(way)["webhooks"].Items(), .. Mutating(way)["webhooks"].Items()];

    /// <summary>The validating webhook of a name, such as <c>pods</c>.</summary>
    public static JsonObject Webhook(string way, string name) =>
        Validating(way)["webhooks"].Items().Single(webhook => webhook["name"]!.GetValue<string>() == $"{name}.validate.egressguard.io");

    /// <summary>What the validating webhooks are sent, such as <c>UPDATE pods/status</c>.</summary>
    public static IReadOnlyList<string> Sent(string way) => [.. JudgedRequests.Sent(Validating(way))];
}
