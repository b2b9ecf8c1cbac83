using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>Reminds of exemptions that are about to end: a week and a day before. Each once, as far as the cluster keeps Events.</summary>
internal sealed class ExpiryReminders(Action<GuardEvent> tell)
{
    private static readonly (TimeSpan Before, string Words)[] Steps = [(TimeSpan.FromDays(1), "a day"), (TimeSpan.FromDays(7), "7 days")];

    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Tells what is due. It is asked at least once an hour, and whenever an exemption changed.</summary>
    public void Remind(ExemptionSet exemptions, DateTimeOffset now)
    {
        var due = exemptions.All.Select(exemption => DueOf(exemption, now)).OfType<GuardEvent>().ToArray();
        foreach (var reminder in due.Where(reminder => !_told.Contains(reminder.OnceAs!)))
        {
            tell(reminder);
        }

        _told = due.Select(reminder => reminder.OnceAs!).ToHashSet(StringComparer.Ordinal);
    }

    private static GuardEvent? DueOf(EgressExemption exemption, DateTimeOffset now)
    {
        if (exemption.Expires <= now || Steps.FirstOrDefault(step => exemption.Expires - now <= step.Before) is not { Words: { } words })
        {
            return null;
        }

        var end = Instant.Write(exemption.Expires);
        return new GuardEvent(
            "ExemptionExpiring",
            "Remind",
            new EventObject(PolicyReader.ApiVersion, ExemptionReader.Kind, "", exemption.Name, ""),
            $"{exemption.Name}/{end}/{words}",
            $"Exemption '{exemption.Name}' ends in less than {words}, at {end}. From then on {string.Join(", ", exemption.Rules)} "
                + $"will refuse again what it covers. Its owner is {exemption.Owner}.")
        {
            OnceAs = EventJson.NameOf($"{exemption.Name}/{end}/{words}"),
        };
    }
}
