using System.Text;

namespace EgressGuard.Webhook.Health;

/// <summary>An object to warm up with.</summary>
/// <param name="Group">Its API group.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Its spec, as JSON.</param>
/// <param name="Note">An annotation of it.</param>
internal sealed record WarmUpObject(string Group, string Kind, string Name, string Spec, string Note = "now")
{
    private const string Home = "warm-up";

    private string HomeOfKind => Kind == "Namespace" ? "" : Home;

    /// <summary>The object.</summary>
    public string Json =>
        $$$"""
        {"apiVersion":"{{{(Group.Length == 0 ? "v1" : Group + "/v1")}}}","kind":"{{{Kind}}}",
        "metadata":{"name":"{{{Name}}}","namespace":"{{{HomeOfKind}}}","annotations":{"example.com/note":"{{{Note}}}"},
        "labels":{"app":"warm-up","istio-injection":"enabled","egressguard.io/gateway":"istio-egressgateway.istio-system"} },
        "spec":{{{Spec}}} }
        """;

    /// <summary>The same with another annotation.</summary>
    public WarmUpObject With(string note) => this with { Note = note };

    /// <summary>A review of it.</summary>
    public byte[] Review(string operation, string now, string before) => Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"warm-up","operation":"{{{operation}}}",
        "kind":{"group":"{{{Group}}}","version":"v1","kind":"{{{Kind}}}"},"namespace":"{{{Home}}}","name":"{{{Name}}}",
        "userInfo":{"username":"warm-up","groups":["system:authenticated"]},
        "object":{{{now}}},"oldObject":{{{before}}},"dryRun":false,"options":{} } }
        """);
}
