using System.Collections.Frozen;
using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>All exemptions there are, whether in force or not, each name once. Immutable, and quick to ask about one object.</summary>
public sealed class ExemptionSet
{
    private readonly FrozenDictionary<(ObjectKind, string), ImmutableArray<EgressExemption>> _bySubject;

    private ExemptionSet(ImmutableArray<EgressExemption> all)
    {
        All = all;
        _bySubject = all
            .SelectMany(exemption => exemption.Subjects
                .Select(subject => (subject.Kind, subject.Namespace))
                .Distinct()
                .Select(place => (Place: place, Exemption: exemption)))
            .GroupBy(entry => entry.Place, entry => entry.Exemption)
            .ToFrozenDictionary(same => same.Key, same => same.ToImmutableArray());
    }

    /// <summary>No exemption.</summary>
    public static ExemptionSet Empty { get; } = new([]);

    /// <summary>The exemptions, ordered by name.</summary>
    public ImmutableArray<EgressExemption> All { get; }

    /// <summary>A set of exemptions; of several with one name the last one counts.</summary>
    public static ExemptionSet Of(IEnumerable<EgressExemption> exemptions)
    {
        var byName = new SortedDictionary<string, EgressExemption>(StringComparer.Ordinal);
        foreach (var exemption in exemptions)
        {
            byName[exemption.Name] = exemption;
        }

        return byName.Count == 0 ? Empty : new ExemptionSet([.. byName.Values]);
    }

    /// <summary>The set with these in place of those of the same name.</summary>
    public ExemptionSet With(IEnumerable<EgressExemption> exemptions) => Of([.. All, .. exemptions]);

    /// <summary>The set without the one of this name.</summary>
    public ExemptionSet Without(string name) => Of(All.Where(exemption => exemption.Name != name));

    /// <summary>The exemptions that let the object past some rule, were they in force, ordered by name.</summary>
    internal ImmutableArray<EgressExemption> Covering(Subject subject) =>
        _bySubject.TryGetValue((subject.Object.Kind, subject.Namespace), out var candidates)
            ? [.. candidates.Where(exemption => exemption.Subjects.Any(item => item.Covers(subject)))]
            : [];
}
