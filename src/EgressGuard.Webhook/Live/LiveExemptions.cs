using System.Collections.Immutable;
using System.Security.Cryptography;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Webhook.Live;

/// <summary>Exempts by the cluster's EgressExemptions. One that cannot be read exempts nothing; the others are not touched by it.</summary>
internal sealed partial class LiveExemptions(Action<ExemptionSet> take, ILogger<LiveExemptions> logger)
{
    private readonly Dictionary<string, byte[]> _told = new(StringComparer.Ordinal);
    private volatile ImmutableSortedDictionary<string, ImmutableArray<string>> _errors =
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>What the exemptions in force were made of: name, creation and spec.</summary>
    private List<(string Name, DateTimeOffset? Created, string Spec)>? _taken;

    /// <summary>Everything that is wrong with exemptions of the cluster, by name.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Errors => _errors;

    /// <summary>Reads the exemptions again. Called by their watch alone.</summary>
    public void Changed(ObjectSet set)
    {
        var errors = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var exemptions = new List<EgressExemption>();
        var written = new List<(string, DateTimeOffset?, string)>();
        foreach (var (reference, item) in set.Objects)
        {
            var read = ExemptionReader.Read(item.Utf8Json);
            if (read.Exemption is { } exemption)
            {
                exemptions.Add(exemption);
                written.Add((exemption.Name, exemption.Created, Convert.ToHexString(SHA256.HashData(GuardSpec.Of(item.Utf8Json)))));
                continue;
            }

            errors[reference.Name] = [.. read.Errors.Select(error => $"{error.Pointer}: {error.Problem}")];
            var invalid = GuardSpec.Of(item.Utf8Json);
            if (!_told.TryGetValue(reference.Name, out var told) || !told.AsSpan().SequenceEqual(invalid))
            {
                _told[reference.Name] = invalid;
                LogError(reference.Name, string.Join("; ", errors[reference.Name]));
            }
        }

        _errors = errors.ToImmutable();
        foreach (var name in _told.Keys.Except(_errors.Keys).ToList())
        {
            // Deleted or mended: what is written again after that is told again.
            _told.Remove(name);
        }

        if (_taken is not null && written.SequenceEqual(_taken))
        {
            return; // a status has changed
        }

        _taken = written;
        take(ExemptionSet.Of(exemptions));
        LogTaken(exemptions.Count);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Count} exemptions of the cluster are known.")]
    private partial void LogTaken(int count);

    [LoggerMessage(2, LogLevel.Error, "EgressExemption '{Name}' is invalid and exempts nothing. {Problem}")]
    private partial void LogError(string name, string problem);
}
