// Closed lists of everyday values. They occur in every split by design, and the leak check excludes them.

/** Words that the benchmark uses where a schema leaves a kind open. */
export const grades: readonly string[] = ['basic', 'standard', 'premium', 'advanced']

export const currencies: readonly string[] = ['USD', 'EUR', 'GBP', 'JPY', 'CAD', 'AUD', 'CHF', 'SEK']

export const languages: readonly string[] = [
  'en',
  'es',
  'fr',
  'de',
  'it',
  'pt',
  'nl',
  'pl',
  'ja',
  'ko',
  'tr',
  'sv',
]

export const timeZones: readonly string[] = [
  'America/New_York',
  'America/Chicago',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Madrid',
  'Europe/Helsinki',
  'Africa/Nairobi',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Australia/Sydney',
  'Pacific/Auckland',
]

export const regions: readonly string[] = [
  'North America',
  'South America',
  'Western Europe',
  'Eastern Europe',
  'Nordics',
  'Middle East',
  'East Africa',
  'South Asia',
  'East Asia',
  'Oceania',
]

export const contentTypes: readonly string[] = [
  'application/pdf',
  'application/zip',
  'image/png',
  'image/jpeg',
  'text/csv',
  'text/plain',
  'audio/mpeg',
]

/** Chemistry of a blood sample: parameter, unit, usual range, and bounds of what is measured. */
export const labParameters: readonly (readonly [string, string, string, number, number])[] = [
  ['Glucose', 'mg/dL', '70-99', 55, 240],
  ['Sodium', 'mmol/L', '135-145', 125, 152],
  ['Potassium', 'mmol/L', '3.5-5.1', 2.8, 6.2],
  ['Creatinine', 'mg/dL', '0.6-1.3', 0.4, 3.1],
  ['Hemoglobin', 'g/dL', '12.0-17.5', 7.5, 19.2],
  ['Platelets', '10^9/L', '150-400', 60, 560],
  ['Ferritin', 'ng/mL', '20-250', 6, 480],
  ['Calcium', 'mg/dL', '8.6-10.3', 7.1, 12.4],
  ['Albumin', 'g/dL', '3.5-5.0', 2.1, 5.6],
  ['TSH', 'mIU/L', '0.4-4.0', 0.1, 9.8],
  ['HDL cholesterol', 'mg/dL', '40-60', 22, 95],
  ['LDL cholesterol', 'mg/dL', '0-100', 35, 210],
]

/** Code and name of a condition (ICD-10). */
export const conditions: readonly (readonly [string, string])[] = [
  ['E11.9', 'Type 2 diabetes'],
  ['I10', 'Essential hypertension'],
  ['J45.909', 'Asthma'],
  ['J00', 'Common cold'],
  ['M54.50', 'Low back pain'],
  ['G43.909', 'Migraine'],
  ['K21.9', 'Acid reflux'],
  ['F41.1', 'Anxiety disorder'],
  ['N39.0', 'Urinary tract infection'],
  ['E03.9', 'Hypothyroidism'],
  ['H66.90', 'Otitis media'],
  ['L20.9', 'Atopic dermatitis'],
]

/** Words for keys of familiar schemas. */
export const wordsByKey: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    category: [
      'electronics',
      'groceries',
      'travel',
      'utilities',
      'clothing',
      'garden',
      'toys',
      'health',
      'office',
    ],
    tags: [
      'travel',
      'recipe',
      'urgent',
      'archive',
      'draft',
      'howto',
      'review',
      'family',
      'budget',
      'release',
    ],
    preferences: [
      'hiking',
      'jazz',
      'chess',
      'baking',
      'cycling',
      'poetry',
      'astronomy',
      'gardening',
      'sailing',
    ],
    skills: ['Python', 'Rust', 'SQL', 'negotiation', 'copywriting', 'statistics', 'welding', 'accounting'],
    capabilities: ['motion', 'temperature', 'dimming', 'recording', 'locking', 'metering', 'two-way audio'],
    focus_areas: ['data quality', 'onboarding', 'pricing', 'reliability', 'accessibility', 'supply chain'],
    dietary_requirements: [
      'vegetarian',
      'vegan',
      'gluten-free',
      'halal',
      'kosher',
      'no nuts',
      'lactose-free',
    ],
    source: ['auth-service', 'billing', 'scheduler', 'api-gateway', 'mailer', 'search-index', 'cache'],
    unit: ['mg/dL', 'mmol/L', 'g/L', 'ng/mL', 'U/L'],
    test_type: ['CBC', 'CMP', 'lipid panel', 'thyroid panel', 'urinalysis'],
    test_name: ['Complete blood count', 'Lipid panel', 'Urine culture', 'Chest X-ray', 'Liver panel', 'ECG'],
    specialty: ['cardiology', 'dermatology', 'family medicine', 'neurology', 'orthopedics', 'pediatrics'],
    medication_name: [
      'Metformin',
      'Lisinopril',
      'Ibuprofen',
      'Amoxicillin',
      'Sertraline',
      'Omeprazole',
      'Cetirizine',
    ],
    dosage: ['500 mg', '10 mg', '20 mg', '250 mg', '5 ml', '2 tablets', '40 mg'],
    frequency: ['once daily', 'twice daily', 'every 8 hours', 'at bedtime', 'as needed', 'every other day'],
    duration: ['7 days', '10 days', '2 weeks', '1 month', '3 months', '90 days'],
    instructions: ['take with food', 'rest and drink plenty', 'avoid alcohol', 'return if it gets worse'],
    chief_complaint: [
      'persistent cough',
      'chest tightness',
      'knee pain',
      'dizziness',
      'sore throat',
      'headache',
    ],
    reason: ['second opinion', 'abnormal finding', 'no improvement', 'routine screening'],
    role: ['engineer', 'analyst', 'chair', 'minute taker', 'designer', 'guest', 'project lead', 'tester'],
    role_in_project: ['owner', 'reviewer', 'contributor', 'tester', 'advisor'],
    department_name: [
      'Finance',
      'Research',
      'Logistics',
      'Customer Care',
      'Legal',
      'Marketing',
      'Procurement',
    ],
    account_type: ['checking', 'savings', 'business', 'escrow', 'merchant'],
    jurisdiction: ['Delaware', 'Ontario', 'Bavaria', 'Singapore', 'New South Wales', 'Scotland'],
    purpose: ['rent deposit', 'equipment purchase', 'royalty payment', 'donation', 'payroll', 'house sale'],
    action_type: ['turn_on', 'turn_off', 'notify', 'dim', 'lock', 'record'],
    alert_type: ['battery low', 'no signal', 'temperature high', 'door open', 'smoke'],
    operating_mode: ['eco', 'boost', 'away', 'night', 'manual'],
    building: ['North Wing', 'Warehouse B', 'Main Hall', 'Annex', 'Tower 2'],
    floor: ['ground floor', 'basement', 'mezzanine', 'third floor', 'roof'],
    room: ['Boiler Room', 'Reception', 'Lab 4', 'Server Room', 'Kitchen'],
    location: ['Room 204', 'Cafeteria', 'Video call', 'Main office', 'Library annex'],
    country: ['United States', 'Canada', 'Germany', 'Japan', 'Brazil', 'Kenya', 'Portugal'],
    field: ['email', 'password', 'start_date', 'quantity', 'page', 'country', 'iban'],
    group_number: ['group A', 'group B', 'group C'],
  }),
)

let closed: ReadonlySet<string | number> | null = null

/** True for a value of the closed lists above. */
export function isVocabulary(value: string): boolean {
  closed ??= new Set([
    ...grades,
    ...currencies,
    ...languages,
    ...timeZones,
    ...regions,
    ...contentTypes,
    ...labParameters.flat(),
    ...conditions.flat(),
    ...[...wordsByKey.values()].flat(),
  ])
  return closed.has(value)
}
