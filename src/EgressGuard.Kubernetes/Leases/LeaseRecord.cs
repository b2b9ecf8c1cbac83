using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Leases;

/// <summary>
/// A Lease as the server has it (API document: coordination.k8s.io/v1 Lease). What others wrote into it, such as labels, is kept.
/// </summary>
internal sealed class LeaseRecord
{
    private readonly JsonObject _lease;

    private LeaseRecord(JsonObject lease) => _lease = lease;

    /// <summary>Who holds it; "" when nobody does.</summary>
    public string Holder => Text("holderIdentity") ?? "";

    /// <summary>How long the holder is to be left alone; null when it does not say.</summary>
    public TimeSpan? Duration => Number("leaseDurationSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>
    /// What changes with every renewal. The times in it are another machine's and mean nothing here: only whether they changed does.
    /// </summary>
    public string Content => Spec?.ToJsonString() ?? "";

    private JsonObject? Spec => _lease["spec"] as JsonObject;

    /// <summary>A lease that was never held.</summary>
    public static LeaseRecord Unheld(ObjectRef reference) => new(new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["namespace"] = reference.Namespace, ["name"] = reference.Name },
    });

    /// <summary>Reads what the server sent.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static LeaseRecord Read(ReadOnlyMemory<byte> utf8Json) =>
        JsonNode.Parse(utf8Json.Span) is JsonObject lease ? new LeaseRecord(lease) : throw new JsonException("The Lease is no JSON object.");

    /// <summary>The lease held by a candidate: taken over from another, or kept.</summary>
    public LeaseRecord HeldBy(string identity, TimeSpan duration, DateTimeOffset now)
    {
        var isKept = Holder == identity;
        var isFirst = Spec is null;
        return With(spec =>
        {
            spec["holderIdentity"] = identity;
            spec["leaseDurationSeconds"] = (int)duration.TotalSeconds;
            spec["renewTime"] = MicroTime(now);
            if (!isKept)
            {
                spec["acquireTime"] = MicroTime(now);
                spec["leaseTransitions"] = isFirst ? 0 : (int)(Number("leaseTransitions") ?? 0) + 1;
            }
        });
    }

    /// <summary>The lease given back: the next candidate need not wait.</summary>
    public LeaseRecord Released(DateTimeOffset now) => With(spec =>
    {
        spec["holderIdentity"] = "";
        spec["leaseDurationSeconds"] = 1;
        spec["renewTime"] = MicroTime(now);
        spec["acquireTime"] = MicroTime(now);
    });

    /// <summary>As it is sent.</summary>
    public ReadOnlyMemory<byte> Json => Encoding.UTF8.GetBytes(_lease.ToJsonString());

    private LeaseRecord With(Action<JsonObject> change)
    {
        var lease = (JsonObject)_lease.DeepClone();
        if (lease["spec"] is not JsonObject spec)
        {
            lease["spec"] = spec = [];
        }

        change(spec);
        return new LeaseRecord(lease);
    }

    private string? Text(string member) =>
        Spec?[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private double? Number(string member) =>
        Spec?[member] is JsonValue value && value.TryGetValue(out double number) && number >= 0 && number <= int.MaxValue ? number : null;

    private static string MicroTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
